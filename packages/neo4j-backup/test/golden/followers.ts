/** Backups of a served sample that shows its transactions one by one, and followers on them. */
import { cp, readdir } from "node:fs/promises";
import { expect, vi } from "vitest";
import {
  type FollowOptions,
  type FollowState,
  inspect,
  type Note,
  OnlineBackup,
  type PullReport,
  verify,
} from "../../src/index.ts";
import type { RunningServer } from "../../src/serve/index.ts";
import { SAMPLE, Scratch } from "../../src/serve/testing/served-sample.ts";

export const HOST = "127.0.0.1";
/** Where the base of the backups ends: the first transactions of the log are part of a full backup. */
export const BEGIN = SAMPLE.firstLogTx;
const EVERY = 10;

export class Followers {
  readonly scratch: Scratch;
  readonly source: string;
  /** The newest transaction that the server shows. */
  reveal: number = SAMPLE.lastTx;
  #server: RunningServer | undefined;
  #made = 0;

  private constructor(scratch: Scratch, source: string) {
    this.scratch = scratch;
    this.source = source;
  }

  /** @param sample makes the server's directory */
  static async on(sample: (scratch: Scratch) => Promise<string>): Promise<Followers> {
    const scratch = await Scratch.make();
    const followers = new Followers(scratch, await sample(scratch));
    followers.#server = await followers.serve();
    return followers;
  }

  get port(): number {
    return this.#server?.port ?? 0;
  }

  get backup(): OnlineBackup {
    return OnlineBackup.from(HOST, this.port);
  }

  /** Another server of the same directory. */
  serve(options: Parameters<Scratch["serve"]>[1] = {}): Promise<RunningServer> {
    return this.scratch.serve(this.source, { reveal: () => this.reveal, ...options });
  }

  /** A path that is not there yet. */
  fresh(name: string): string {
    return this.scratch.path(`${name}-${++this.#made}`);
  }

  /** A full backup that ends with the first transaction. */
  async begun(): Promise<string> {
    const directory = this.fresh("backup");
    this.reveal = BEGIN;
    await this.backup.full(directory);
    return directory;
  }

  /** A full backup, then an incremental one for each of these transactions. */
  async backedUp(...points: number[]): Promise<string> {
    const directory = await this.begun();
    for (const tx of points) {
      this.reveal = tx;
      await this.backup.incremental(directory);
    }
    return directory;
  }

  /** A follower that can be looked at and stopped. */
  follow(directory: string, options: FollowOptions = {}, port = this.port) {
    const controller = new AbortController();
    const pulls: PullReport[] = [];
    const states: FollowState[] = [];
    const notes: Note[] = [];
    const end = OnlineBackup.from(HOST, port).follow(directory, {
      everyMillis: EVERY,
      signal: controller.signal,
      random: () => 0.5,
      onPull: (report) => pulls.push(report),
      onState: (state) => states.push(state),
      onNote: (note) => notes.push(note),
      ...options,
    });
    const settled = end.then(
      () => undefined,
      (error: unknown) => error,
    );
    return {
      pulls,
      states,
      notes,
      end,
      settled,
      reached: (tx: number) =>
        vi.waitFor(
          () => {
            if (pulls.at(-1)?.lastTx !== tx) throw new Error(`at ${pulls.at(-1)?.lastTx}`);
          },
          { timeout: 20_000, interval: 5 },
        ),
      stop: () => {
        controller.abort();
        return end;
      },
    };
  }

  /** A backup with an open log file that ends with `last`, as a kill at that moment leaves it. */
  async killedAt(last: number): Promise<string> {
    const directory = await this.begun();
    const follower = this.follow(directory);
    for (let tx = BEGIN; tx <= last; tx++) {
      this.reveal = tx;
      await follower.reached(tx);
    }
    const left = this.fresh("killed");
    await cp(directory, left, { recursive: true, filter: (from) => !from.endsWith("-lock") });
    await follower.stop();
    return left;
  }

  end(): Promise<void> {
    return this.scratch.end();
  }
}

/** A backup that verifies, ends there, and needs no repair. */
export async function expectWhole(directory: string, lastTx: number, what = ""): Promise<void> {
  expect(await verify(directory), what).toMatchObject({ ok: true, findings: [] });
  expect(await inspect(directory), what).toMatchObject({ lastTx, repairs: [] });
}

export const logsOf = async (directory: string) =>
  (await readdir(directory)).filter((name) => name.startsWith("neostore.transaction.db."));
