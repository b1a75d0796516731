import { BackupError, type FollowState, OnlineBackup } from "neo4j-backup";
import type { SetDto } from "../backup-sets/index.ts";
import {
  beatFollower,
  type Claimed,
  type FollowerIds,
  type FollowerPulse,
  holdSet,
} from "../continuous/index.ts";
import { addressesOf, type DatabaseRow } from "../databases/index.ts";
import { log, messageOf } from "../log.ts";
import { adoptStretch, beginStretch, noteAddress } from "../runs/index.ts";
import { indexClosed, Standing } from "./continuous-standing.ts";
import type { Worker } from "./deps.ts";
import { manifestOf, requireSetDirectory, storeOf } from "./set-files.ts";
import { sourceAddresses } from "./source.ts";

const BEAT_MILLIS = 1_000;
/** A stretch ends when the source is away for longer; it is still tried to reach it. */
const STRETCH_SURVIVES_MILLIS = 10 * 60_000;

/** Why a follower ends that could go on. */
export type FollowEnd =
  | "off"
  | "removed"
  | "changed"
  | "new-set"
  | "set-going"
  | "stopping"
  | "lost";

export interface Followed {
  standing: Standing;
  end: FollowEnd | { thrown: unknown };
}

const sameSetting = (a: FollowerPulse, b: FollowerPulse): boolean =>
  a.everySeconds === b.everySeconds &&
  a.rollBytes === b.rollBytes &&
  a.rollMinutes === b.rollMinutes &&
  a.host === b.host &&
  a.port === b.port &&
  JSON.stringify(a.moreAddresses) === JSON.stringify(b.moreAddresses) &&
  a.timeoutSeconds === b.timeoutSeconds;

/** Why the follower of a set has to end, as its heartbeat says; null when it goes on. */
export function endOfPulse(
  pulse: FollowerPulse | null,
  before: FollowerPulse,
  setId: string,
): FollowEnd | null {
  if (!pulse) return "lost";
  if (pulse.isRemoved) return "removed";
  if (!pulse.wanted) return "off";
  if (pulse.isSetGoing) return "set-going";
  if (pulse.newestSetId !== setId) return "new-set";
  return sameSetting(pulse, before) ? null : "changed";
}

/** Follows one set until something ends that. */
export class SetFollower {
  readonly #worker: Worker;
  readonly #ids: FollowerIds;
  readonly #database: DatabaseRow;
  readonly #set: SetDto;
  readonly #pulse: FollowerPulse;
  readonly #controller = new AbortController();
  readonly #stopping: AbortSignal;
  readonly #standing: Standing;
  #pullNow: (() => void) | undefined;
  #answered = 0;
  /** The address in use, or the last one that was: `host:port`. */
  #address: string | null = null;
  #beginning: Promise<void> | undefined;
  #indexing: Promise<void> = Promise.resolve();

  constructor(
    worker: Worker,
    given: { claimed: Claimed; database: DatabaseRow; set: SetDto; pulse: FollowerPulse },
    stopping: AbortSignal,
  ) {
    const { databaseId, workerId } = given.claimed;
    this.#worker = worker;
    this.#ids = { databaseId, workerId };
    this.#database = given.database;
    this.#set = given.set;
    this.#pulse = given.pulse;
    this.#stopping = stopping;
    this.#standing = new Standing(
      { ctx: worker.ctx, ids: this.#ids, set: given.set, onLost: () => this.#stop("lost") },
      {
        state: "starting",
        since: worker.ctx.clock.now(),
        reason: null,
        errorCode: null,
        runId: null,
        lastPullAt: given.claimed.lastPullAt,
        lastTx: given.set.lastTx,
        lastCommitAt: given.set.lastCommitAt,
        pulls: 0,
        transactions: 0,
        bytes: 0,
        reconnects: 0,
        minutes: [],
      },
    );
  }

  #stop(end: FollowEnd): void {
    this.#controller.abort(end);
  }

  /** Goes on with a stretch that is under way. @returns false when it has ended */
  async adopt(runId: string, before: { pulls: number; reconnects: number }): Promise<boolean> {
    const { workerId } = this.#ids;
    const setId = this.#set.id;
    const adopted = await adoptStretch(this.#worker.ctx, { runId, workerId, setId });
    if (!adopted) return false;
    const { run, nextSeq } = adopted;
    Object.assign(this.#standing.now, {
      runId,
      pulls: before.pulls,
      reconnects: before.reconnects,
      transactions: run.progress?.transactions ?? 0,
      bytes: run.progress?.bytes ?? 0,
    });
    this.#address = run.address;
    this.#standing.continueFrom(nextSeq);
    this.#standing.line("info", "a worker goes on with it");
    return true;
  }

  async run(): Promise<Followed> {
    const { ctx } = this.#worker;
    const set = this.#set;
    const beat = setInterval(() => void this.#beat(), BEAT_MILLIS);
    const stop = () => this.#stop("stopping");
    if (this.#stopping.aborted) stop();
    this.#stopping.addEventListener("abort", stop);
    try {
      if (!(await holdSet(ctx, this.#ids, set.id))) return this.#ended("lost");
      await requireSetDirectory(set, ctx.storageRoot);
      const { host, port, timeoutSeconds } = this.#database;
      const source = OnlineBackup.from(host, port).withTimeout(timeoutSeconds * 1000);
      const outcome = await source.follow(storeOf(set), {
        everyMillis: this.#pulse.everySeconds * 1000,
        rollBytes: this.#pulse.rollBytes,
        rollMillis: this.#pulse.rollMinutes * 60_000,
        giveUpMillis: STRETCH_SURVIVES_MILLIS,
        manifestPath: manifestOf(set),
        signal: this.#controller.signal,
        sources: addressesOf(this.#database).map((address) => ({
          ...address,
          addresses: () => sourceAddresses(ctx, address),
        })),
        onControl: ({ pullNow }) => {
          this.#pullNow = pullNow;
        },
        onPull: (report) => {
          this.#standing.pulled(report);
          this.#begin(new Date(report.askedAt));
        },
        onState: (state) => this.#enter(state),
        onRolled: (file) => {
          this.#standing.line("info", `${file.name} is full: ${file.transactions} transactions`);
          this.#standing.rolled(file);
          this.#indexing = this.#indexing.then(() => indexClosed(ctx, set));
        },
        onNote: ({ level, text }) => this.#standing.line(level, text),
      });
      log.info("follower-ends", { set: set.id, pulls: outcome.pulls });
      return this.#ended(this.#controller.signal.reason as FollowEnd);
    } catch (thrown) {
      return this.#ended({ thrown });
    } finally {
      clearInterval(beat);
      this.#stopping.removeEventListener("abort", stop);
      await this.#beginning;
      await this.#indexing;
    }
  }

  #ended(end: Followed["end"]): Followed {
    return { standing: this.#standing, end };
  }

  #enter(state: FollowState): void {
    const standing = this.#standing;
    if (state.state === "following") {
      if (standing.now.state === "reconnecting") {
        const seconds = Math.round((state.since - standing.now.since.getTime()) / 1000);
        standing.line("info", `connected again after ${seconds} s`);
      }
      this.#usedFrom(state.address);
      standing.enter("following", null, null);
      return;
    }
    const { code, message } = state.because;
    if (standing.now.state !== "reconnecting") {
      if (standing.now.pulls > 0) standing.now.reconnects++;
      standing.line("warning", `the source is away: ${message}`);
    }
    standing.enter("reconnecting", message, code);
  }

  #usedFrom(address: string): void {
    const { now } = this.#standing;
    const before = this.#address;
    if (before === address) return;
    this.#address = address;
    if (before !== null) {
      this.#standing.line("warning", `following ${address} from now on, no longer ${before}`);
      if (now.state === "following") now.reconnects++;
    }
    if (now.runId === null) return;
    const { ctx, id: workerId } = this.#worker;
    noteAddress(ctx, { runId: now.runId, workerId, address }).catch((thrown) =>
      log.warn("address-not-noted", { message: messageOf(thrown) }),
    );
  }

  /** The stretch begins with the first pull. */
  #begin(at: Date): void {
    if (this.#standing.now.runId !== null || this.#beginning) return;
    this.#beginning = this.#beginRun(at)
      .catch((thrown) => log.warn("stretch-not-begun", { message: messageOf(thrown) }))
      .finally(() => {
        this.#beginning = undefined;
      });
  }

  async #beginRun(at: Date): Promise<void> {
    const { ctx } = this.#worker;
    const setId = this.#set.id;
    const address = this.#address;
    const run = await beginStretch(ctx, { ...this.#ids, setId, address, trigger: "system", at });
    if (!run) return; // one that ended is still being written; the next pull tries again
    this.#standing.now.runId = run.id;
    this.#standing.line(
      "info",
      `following ${address} into backup set ${setId}, a pull every ${this.#pulse.everySeconds} s`,
    );
  }

  async #beat(): Promise<void> {
    try {
      const pulse = await beatFollower(this.#worker.ctx, this.#ids);
      const end = endOfPulse(pulse, this.#pulse, this.#set.id);
      if (end) return this.#stop(end);
      const askedAt = pulse?.pullAskedAt?.getTime() ?? 0;
      if (askedAt <= this.#answered) return;
      this.#answered = askedAt;
      this.#pullNow?.();
    } catch (thrown) {
      log.warn("follower-beat-not-written", { message: messageOf(thrown) });
    }
  }
}

/** The source cannot be reached: that passes by itself. */
export const isAway = (thrown: unknown): thrown is BackupError =>
  thrown instanceof BackupError && thrown.kind === "transport";

/** The source no longer has what follows: a full backup is needed. */
export const isPruned = (thrown: unknown): boolean =>
  thrown instanceof BackupError && thrown.code === "transactions-missing";

export const isLocked = (thrown: unknown): boolean =>
  thrown instanceof BackupError && thrown.code === "locked";
