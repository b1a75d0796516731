/** A follower on a served sample that reveals its transactions one by one. */
import { cp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readState } from "../../src/backup/backup-state.ts";
import {
  type FollowOptions,
  type FollowState,
  History,
  inspect,
  type Note,
  OnlineBackup,
  type PullReport,
  planRestore,
  restore,
  verify,
} from "../../src/index.ts";
import type { RunningServer } from "../../src/serve/index.ts";
import { contentOf, SAMPLE, Scratch } from "../../src/serve/testing/served-sample.ts";
import { scratchDirectory } from "./scratch.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

const HOST = "127.0.0.1";
const EVERY = 10;
/** Where the base of the backups ends: the first transactions of the log are part of a full backup. */
const BEGIN = SAMPLE.firstLogTx;

const memory = scratchDirectory("follower");
let scratch: Scratch;
let source: string;
let reveal: number = SAMPLE.lastTx;
let server: RunningServer;
let made = 0;

beforeAll(async () => {
  scratch = await Scratch.make();
  source = await scratch.sample("source");
  server = await scratch.serve(source, { reveal: () => reveal });
});
afterAll(async () => {
  memory.remove();
  await scratch.end();
});

/** A full backup that ends with the first transaction. */
async function begun(): Promise<string> {
  const directory = scratch.path(`backup-${++made}`);
  reveal = BEGIN;
  await OnlineBackup.from(HOST, server.port).full(directory);
  return directory;
}

/** A follower that can be looked at and stopped. */
function follow(directory: string, options: FollowOptions = {}, port = server.port) {
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

const logsOf = async (directory: string) =>
  (await readdir(directory)).filter((name) => name.startsWith("neostore.transaction.db."));

/** A backup with an open log file that ends with `last`, as a kill at that moment leaves it. */
async function killedAt(last: number): Promise<string> {
  const directory = await begun();
  const follower = follow(directory);
  for (let tx = BEGIN; tx <= last; tx++) {
    reveal = tx;
    await follower.reached(tx);
  }
  const left = scratch.path(`killed-${++made}`);
  await cp(directory, left, { recursive: true, filter: (from) => !from.endsWith("-lock") });
  await follower.stop();
  return left;
}

describe("a follower", () => {
  it("adds every pull to one log file, and the directory is whole after each", async () => {
    const directory = await begun();
    const before = (await logsOf(directory)).length;
    const follower = follow(directory);
    for (let tx = BEGIN + 1; tx <= SAMPLE.lastTx; tx++) {
      reveal = tx;
      await follower.reached(tx);
      const found = await inspect(directory);
      expect(found).toMatchObject({ lastTx: tx, hasManifest: true, repairs: [] });
      expect(found.logFiles.at(-1)).toMatchObject({ isOpen: true, lastTx: tx });
      expect(await verify(directory)).toMatchObject({ ok: true, findings: [] });
    }
    expect(await logsOf(directory)).toHaveLength(before + 1);
    const outcome = await follower.stop();
    expect(outcome).toMatchObject({
      firstTx: BEGIN + 1,
      lastTx: SAMPLE.lastTx,
      transactions: SAMPLE.lastTx - BEGIN,
      reconnects: 0,
    });
    expect(outcome.logFiles).toHaveLength(1);
    expect(follower.states.map(({ state }) => state)).toEqual(["following"]);
    const closed = await inspect(directory);
    expect(closed.logFiles.at(-1)).toEqual(outcome.logFiles[0]);
    expect(closed.logFiles.at(-1)?.isOpen).toBeUndefined();
    expect(await verify(directory)).toMatchObject({ ok: true, findings: [] });
    expect((await readdir(directory)).filter((name) => name.endsWith(".open"))).toEqual([]);
  });

  it("gives the same transactions as one incremental backup", async () => {
    const followed = await begun();
    const follower = follow(followed);
    for (let tx = BEGIN + 1; tx <= SAMPLE.lastTx; tx++) {
      reveal = tx;
      await follower.reached(tx);
    }
    await follower.stop();
    const once = await begun();
    reveal = SAMPLE.lastTx;
    await OnlineBackup.from(HOST, server.port).incremental(once);
    const name = (await logsOf(once)).at(-1) as string;
    expect(await readFile(join(followed, name))).toEqual(await readFile(join(once, name)));
  });

  it("writes nothing when there is nothing new", async () => {
    const directory = await begun();
    const follower = follow(directory);
    reveal = BEGIN + 3;
    await follower.reached(BEGIN + 3);
    const times = async () =>
      Object.fromEntries(
        await Promise.all(
          (await readdir(directory))
            .filter((name) => name !== ".holdfast-lock")
            .map(async (name) => [name, (await stat(join(directory, name))).mtimeMs]),
        ),
      );
    const before = await times();
    const seen = follower.pulls.length;
    await vi.waitFor(() => expect(follower.pulls.length).toBeGreaterThan(seen + 10));
    expect(await times()).toEqual(before);
    await follower.stop();
  });

  it("begins another file when one is full, and when one is old", async () => {
    const bySize = await begun();
    const before = (await logsOf(bySize)).length;
    const small = follow(bySize, { rollBytes: 64 });
    for (let tx = BEGIN + 1; tx <= BEGIN + 4; tx++) {
      reveal = tx;
      await small.reached(tx);
    }
    await small.stop();
    expect(await logsOf(bySize)).toHaveLength(before + 4);
    expect(await verify(bySize)).toMatchObject({ ok: true });

    const byTime = await begun();
    const rolled: string[] = [];
    const old = follow(byTime, { rollMillis: 1, onRolled: ({ name }) => rolled.push(name) });
    for (let tx = BEGIN + 1; tx <= BEGIN + 3; tx++) {
      reveal = tx;
      await old.reached(tx);
      await vi.waitFor(() => expect(rolled).toHaveLength(tx - BEGIN));
    }
    await old.stop();
    expect((await inspect(byTime)).lastTx).toBe(BEGIN + 3);
    expect(await verify(byTime)).toMatchObject({ ok: true });
  });

  it("lets every transaction of the open file be restored to, listed and read meanwhile", async () => {
    const directory = await begun();
    const follower = follow(directory);
    for (let tx = BEGIN + 1; tx <= SAMPLE.lastTx; tx++) {
      reveal = tx;
      await follower.reached(tx);
      const history = await History.open(directory, {
        indexDirectory: scratch.path(`index-${directory.split("-").at(-1)}`),
      });
      expect((await history.newest({}, undefined, 1))[0]).toMatchObject({ tx });
    }
    for (let tx = BEGIN; tx <= SAMPLE.lastTx; tx++) {
      const target = scratch.path(`restored-${++made}`);
      await restore(directory, target, { to: { transaction: tx } });
      expect((await inspect(target)).lastTx, `transaction ${tx}`).toBe(tx);
    }
    expect((await planRestore(directory)).reached.tx).toBe(SAMPLE.lastTx);
    await follower.stop();
  });

  it("holds the lock: another run says so, and the follower goes on", async () => {
    const directory = await begun();
    const follower = follow(directory);
    await follower.reached(BEGIN);
    await expect(OnlineBackup.from(HOST, server.port).incremental(directory)).rejects.toMatchObject(
      { code: "locked" },
    );
    reveal = BEGIN + 1;
    await follower.reached(BEGIN + 1);
    await follower.stop();
  });

  it("pulls at once when it is asked to", async () => {
    const directory = await begun();
    let pullNow: (() => void) | undefined;
    const follower = follow(directory, {
      everyMillis: 3_600_000,
      onControl: (control) => {
        pullNow = control.pullNow;
      },
    });
    await follower.reached(BEGIN);
    reveal = BEGIN + 2;
    pullNow?.();
    await follower.reached(BEGIN + 2);
    await follower.stop();
  });

  it("connects again when the server comes back, says so meanwhile, and loses nothing", async () => {
    const directory = await begun();
    const first = await scratch.serve(source, { reveal: () => reveal });
    const { port } = first;
    const follower = follow(directory, {}, port);
    reveal = BEGIN + 1;
    await follower.reached(BEGIN + 1);
    await first.close();
    await vi.waitFor(
      () => expect(follower.states.at(-1)).toMatchObject({ state: "reconnecting", attempt: 2 }),
      { timeout: 20_000 },
    );
    expect(follower.states.at(-1)).toMatchObject({ because: { code: "connect-refused" } });
    reveal = BEGIN + 3;
    await scratch.serve(source, { reveal: () => reveal, port });
    await follower.reached(BEGIN + 3);
    expect(follower.states.at(-1)).toMatchObject({ state: "following" });
    expect(await follower.stop()).toMatchObject({ reconnects: 1, lastTx: BEGIN + 3 });
    expect(await verify(directory)).toMatchObject({ ok: true });
  });

  it("gives up after the time it was given, with the cause, and what it had stays", async () => {
    const directory = await begun();
    const gone = await scratch.serve(source, { reveal: () => reveal });
    const follower = follow(directory, { giveUpMillis: 1 }, gone.port);
    reveal = BEGIN + 1;
    await follower.reached(BEGIN + 1);
    await gone.close();
    expect(await follower.settled).toMatchObject({ code: "connect-refused" });
    expect(await inspect(directory)).toMatchObject({ lastTx: BEGIN + 1, repairs: [] });
  });

  it("stops when the server no longer has what follows, and the backup stays whole", async () => {
    const directory = await begun();
    const pruned = await scratch.serve(source, { oldestTx: BEGIN + 4 });
    expect(await follow(directory, {}, pruned.port).settled).toMatchObject({
      code: "transactions-missing",
    });
    expect(await verify(directory)).toMatchObject({ ok: true });
  });

  it("says once that the server has pruned the transaction it would compare with", async () => {
    const directory = await begun();
    const quiet = await scratch.serve(source, { reveal: () => reveal, oldestTx: BEGIN + 1 });
    const follower = follow(directory, {}, quiet.port);
    await vi.waitFor(() => expect(follower.pulls.length).toBeGreaterThan(8));
    const warnings = follower.notes.filter(({ level }) => level === "warning");
    expect(warnings.map(({ text }) => text)).toEqual([
      `the server no longer has transaction ${BEGIN}, asking for the ones after it`,
    ]);
    reveal = BEGIN + 1;
    await follower.reached(BEGIN + 1);
    await follower.stop();
  });

  it("stops when the server lacks what the backup has", async () => {
    const directory = await begun();
    const follower = follow(directory);
    reveal = BEGIN + 4;
    await follower.reached(BEGIN + 4);
    reveal = BEGIN + 2;
    expect(await follower.settled).toMatchObject({ code: "server-behind" });
    expect(await inspect(directory)).toMatchObject({ lastTx: BEGIN + 4 });
  });

  it("stops when somebody else adds to the file, and adds nothing behind that", async () => {
    const directory = await begun();
    const follower = follow(directory);
    reveal = BEGIN + 1;
    await follower.reached(BEGIN + 1);
    const name = (await logsOf(directory)).at(-1) as string;
    const foreign = Buffer.concat([await readFile(join(directory, name)), Buffer.alloc(7, 1)]);
    await writeFile(join(directory, name), foreign);
    reveal = BEGIN + 2;
    expect(await follower.settled).toMatchObject({ code: "damaged-backup" });
    expect(await readFile(join(directory, name))).toEqual(foreign);
  });
});

describe("after a follower was killed", () => {
  it("every byte of a torn pull is cut, and what was acknowledged is all there", async () => {
    const left = await killedAt(BEGIN + 3);
    const further = await killedAt(BEGIN + 4);
    const name = (await logsOf(left)).at(-1) as string;
    const whole = await readFile(join(further, name));
    const acknowledged = (await stat(join(left, name))).size;
    expect(whole.length).toBeGreaterThan(acknowledged + 20);
    reveal = BEGIN + 4;
    const torn = join(memory.path, "torn");
    await cp(left, torn, { recursive: true });
    const small = ["neostore", "holdfast.manifest.json", "holdfast.manifest.json.open"];
    const kept = await Promise.all(small.map((file) => readFile(join(left, file))));
    const again = async (bytes: number): Promise<void> => {
      for (const file of await logsOf(torn)) if (file > name) await rm(join(torn, file));
      for (const [i, file] of small.entries()) await writeFile(join(torn, file), kept[i] as Buffer);
      await writeFile(join(torn, name), whole.subarray(0, bytes));
    };
    for (let bytes = acknowledged; bytes <= whole.length; bytes++) {
      await again(bytes);
      const last = bytes === whole.length ? BEGIN + 4 : BEGIN + 3;
      const { lastTx, manifest, repairs } = await readState(torn, { repair: true });
      expect(lastTx, `${bytes} bytes`).toBe(last);
      expect(manifest.logFiles.at(-1), `${bytes} bytes`).toMatchObject({
        bytes: last === BEGIN + 4 ? whole.length : acknowledged,
        lastTx: last,
      });
      expect(repairs).toHaveLength(bytes === acknowledged || bytes === whole.length ? 0 : 1);
    }
    const some = Array.from({ length: 12 }, (_, i) =>
      Math.round(acknowledged + ((whole.length - acknowledged) * i) / 11),
    );
    for (const bytes of some) {
      await again(bytes);
      expect(await inspect(torn)).toMatchObject({ lastTx: BEGIN + 3, repairs: [] });
      expect(await verify(torn), `${bytes} bytes`).toMatchObject({ ok: true, findings: [] });
      const outcome = await OnlineBackup.from(HOST, server.port).incremental(torn);
      expect(outcome.lastTx, `${bytes} bytes`).toBe(BEGIN + 4);
      expect(outcome.transactions, `${bytes} bytes`).toBe(bytes === whole.length ? 0 : 1);
      expect(await verify(torn), `${bytes} bytes`).toMatchObject({ ok: true, findings: [] });
    }
  });

  it("bytes that were acknowledged and are gone are a finding, and are asked for again", async () => {
    const left = await killedAt(BEGIN + 3);
    const name = (await logsOf(left)).at(-1) as string;
    await truncate(join(left, name), (await stat(join(left, name))).size - 5);
    expect((await verify(left)).ok).toBe(false);
    reveal = BEGIN + 5;
    const outcome = await OnlineBackup.from(HOST, server.port).incremental(left);
    expect(outcome.repaired.join()).toMatch(
      /1 transactions of it are gone and are asked for again/,
    );
    expect(outcome.lastTx).toBe(BEGIN + 5);
    expect(await verify(left)).toMatchObject({ ok: true });
  });

  it("acknowledged bytes that were changed are damage, and nothing is added to them", async () => {
    const left = await killedAt(BEGIN + 3);
    const name = (await logsOf(left)).at(-1) as string;
    const bytes = await readFile(join(left, name));
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    await writeFile(join(left, name), bytes);
    expect((await verify(left)).ok).toBe(false);
    const before = await contentOf(left);
    await expect(OnlineBackup.from(HOST, server.port).incremental(left)).rejects.toMatchObject({
      code: "damaged-backup",
    });
    expect(await contentOf(left)).toEqual(before);
  });

  it("a journal line that was cut is no acknowledgement", async () => {
    const left = await killedAt(BEGIN + 3);
    const journal = join(left, "holdfast.manifest.json.open");
    const text = await readFile(journal, "utf8");
    await writeFile(journal, text.slice(0, -20));
    expect(await inspect(left)).toMatchObject({ lastTx: BEGIN + 2 });
    reveal = BEGIN + 3;
    // The transaction itself is whole, so it stays.
    const outcome = await OnlineBackup.from(HOST, server.port).incremental(left);
    expect(outcome).toMatchObject({ nothingNew: true, lastTx: BEGIN + 3 });
    expect(await verify(left)).toMatchObject({ ok: true });
  });

  it("another follower goes on in a new file", async () => {
    const left = await killedAt(BEGIN + 3);
    const before = (await logsOf(left)).length;
    const follower = follow(left);
    reveal = BEGIN + 5;
    await follower.reached(BEGIN + 5);
    await follower.stop();
    expect(await logsOf(left)).toHaveLength(before + 1);
    expect(await verify(left)).toMatchObject({ ok: true });
    expect(await inspect(left)).toMatchObject({ lastTx: BEGIN + 5, repairs: [] });
  });
});
