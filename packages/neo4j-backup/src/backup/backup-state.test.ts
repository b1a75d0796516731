import { existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { handMade, logFile, logPath, writeTree } from "../../test/golden/directories.ts";
import {
  checkPoint,
  logHeader,
  neostoreWith,
  transaction,
  transactions,
} from "../../test/golden/entries.ts";
import { scratchDirectory } from "../../test/golden/scratch.ts";
import { stateOf } from "../../test/hostile/directory-state.ts";
import { BackupError } from "../catalogue/errors.ts";
import { type BackupState, readNeostore, readState } from "./backup-state.ts";
import { manifestOf, writeManifest } from "./manifest.ts";

// The machine may be busy with much else.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const scratch = scratchDirectory("backup-state");
afterAll(scratch.remove);
let made = 0;

function directory(files: Record<string, Buffer | string>): string {
  const path = join(scratch.path, String(++made));
  writeTree(path, files);
  return path;
}
/** As if this tool alone had made it. */
async function ownDirectory(files = handMade()): Promise<string> {
  const path = directory(files);
  const { manifest } = await readState(path, { repair: true });
  await writeManifest({ ...manifest, adopted: false }, path);
  return path;
}
const read = (path: string, repair = true): Promise<BackupState> => readState(path, { repair });
const failure = async (act: Promise<unknown>): Promise<BackupError> => {
  const error = await act.then(
    () => new Error("no error"),
    (e) => e,
  );
  if (!(error instanceof BackupError)) throw error;
  return error;
};

describe("the state of our own directory", () => {
  it("comes from the manifest, down to the place of the last transaction", async () => {
    const path = await ownDirectory();
    const before = stateOf(path);
    const state = await read(path);
    expect(state).toMatchObject({
      isNew: false,
      lastTx: 16,
      lastTxChecksum: expect.any(BigInt),
      newestVersion: 5,
      repairs: [],
      lastTxPlace: { file: logPath(5) },
    });
    const { from, to } = state.lastTxPlace ?? { from: 0, to: 0 };
    expect(readFileSync(join(path, logPath(5))).subarray(from, to)).toEqual(transaction(16));
    expect(stateOf(path)).toEqual(before);
  });

  it("without transactions in the log comes from neostore", async () => {
    const path = await ownDirectory({
      neostore: neostoreWith({ logVersion: 3, lastTx: 8, checksum: -77n }),
      [logPath(3)]: Buffer.concat([logHeader(3, 8), checkPoint(3, 16)]),
    });
    expect(await read(path)).toMatchObject({
      lastTx: 8,
      lastTxChecksum: -77n,
      lastTxPlace: undefined,
    });
  });

  it("has record 2 set right when a crash came before it", async () => {
    const path = await ownDirectory();
    const neostore = readFileSync(join(path, "neostore"));
    neostore.writeBigInt64BE(4n, 19);
    writeFileSync(join(path, "neostore"), neostore);
    const seen = await read(path, false);
    expect(seen.repairs).toEqual([expect.stringContaining("was 4, set to 5")]);
    expect((await readNeostore(path)).logVersion).toBe(4);
    expect((await read(path)).lastTx).toBe(16);
    expect((await readNeostore(path)).logVersion).toBe(5);
    expect((await read(path)).repairs).toEqual([]);
  });

  it("takes in a log file that a crash left out of the manifest", async () => {
    const path = await ownDirectory();
    writeTree(path, { [logPath(6)]: logFile(6, 17, 18) });
    const state = await read(path);
    expect(state).toMatchObject({ isNew: true, lastTx: 18, newestVersion: 6 });
    expect(state.manifest).toMatchObject({ adopted: false, baseEndTx: 10 });
    expect((await readNeostore(path)).logVersion).toBe(6);
    expect((await read(path)).isNew).toBe(false);
  });

  it("cuts a torn tail, says so, and asks again for what is gone", async () => {
    const path = await ownDirectory();
    const size = statSync(join(path, logPath(5))).size;
    const last = transaction(16).length;
    for (const cut of [1, 20, last - 1]) {
      const copy = await ownDirectory();
      truncateSync(join(copy, logPath(5)), size - cut);
      const before = stateOf(copy);
      const seen = await read(copy, false);
      expect(seen.repairs[0]).toMatch(
        /ended in \d+ bytes that are no whole transaction.*1 transactions of it are gone/,
      );
      expect(stateOf(copy)).toEqual(before);
      expect(await read(copy)).toMatchObject({ lastTx: 15 });
      expect(statSync(join(copy, logPath(5))).size).toBe(size - last);
    }
  });

  it.each<[string, (b: Buffer) => Buffer]>([
    ["zeros", (b) => Buffer.concat([b, Buffer.alloc(5000)])],
    ["garbage", (b) => Buffer.concat([b, Buffer.alloc(5000, 0xbf)])],
    ["half a transaction", (b) => Buffer.concat([b, transaction(17).subarray(0, 70)])],
  ])("cuts %s behind what was written, and loses nothing", async (_, append) => {
    const path = await ownDirectory();
    const log = join(path, logPath(5));
    const whole = readFileSync(log);
    writeFileSync(log, append(whole));
    expect(await read(path)).toMatchObject({ lastTx: 16 });
    expect(readFileSync(log)).toEqual(whole);
  });

  it.each<[string, (path: string) => void, RegExp]>([
    [
      "a base file is gone",
      (p) => rmSync(join(p, "neostore.nodestore.db")),
      /neostore.nodestore.db is missing/,
    ],
    [
      "a base file is shorter",
      (p) => truncateSync(join(p, "neostore.nodestore.db"), 80),
      /has 80 bytes, but 90 were written/,
    ],
    [
      "neostore was changed",
      (p) => {
        const b = readFileSync(join(p, "neostore"));
        b.writeBigInt64BE(9n, 3 * 9 + 1);
        writeFileSync(join(p, "neostore"), b);
      },
      /neostore was changed/,
    ],
    ["a log file in the middle is gone", (p) => rmSync(join(p, logPath(4))), /db.4 is missing/],
    ["the base's log file is gone", (p) => rmSync(join(p, logPath(3))), /db.3 is missing/],
    [
      "the newest log file is gone",
      (p) => rmSync(join(p, logPath(5))),
      /db.5, but the newest one is .*db.4/,
    ],
    [
      "a log file in the middle is shorter",
      (p) => truncateSync(join(p, logPath(4)), 100),
      /db.4 has 100 bytes/,
    ],
    [
      "a log file came that does not follow",
      (p) => writeTree(p, { [logPath(6)]: logFile(6, 20, 21) }),
      /begins with transaction 20/,
    ],
    [
      "a log file came behind a gap",
      (p) => writeTree(p, { [logPath(8)]: logFile(8, 17, 17) }),
      /is missing|no log file holds/,
    ],
    [
      "the newest log file holds garbage inside",
      (p) => {
        const b = readFileSync(join(p, logPath(5)));
        b[30] = 0xee;
        b.fill(0xbf, 60, 70);
        writeFileSync(join(p, logPath(5)), Buffer.concat([b, Buffer.from([1])]));
      },
      /no valid entry/,
    ],
  ])("is damage when %s", async (_, damage, message) => {
    const path = await ownDirectory();
    damage(path);
    const error = await failure(read(path));
    expect(error.code).toBe("damaged-backup");
    expect(error.detail).toMatch(message);
  });

  it("is damage when the log that the base needs was cut, and then nothing is cut", async () => {
    const files = handMade();
    const path = await ownDirectory({
      neostore: neostoreWith({ logVersion: 3, lastTx: 8 }),
      [logPath(3)]: files[logPath(3)] ?? Buffer.alloc(0),
    });
    truncateSync(join(path, logPath(3)), 150);
    const before = stateOf(path);
    expect((await failure(read(path))).detail).toMatch(/which the base needs, ends at/);
    expect(stateOf(path)).toEqual(before);
  });
});

describe("the state of a directory that others made or opened", () => {
  const end = (first: number, last: number) => logFile(4, first, last).length;
  it.each<[string, Record<string, Buffer>, object]>([
    [
      "an official full, idle, just behind a rotation: a bridging check point is due",
      {
        neostore: neostoreWith({ logVersion: 4, lastTx: 10 }),
        [logPath(4)]: Buffer.concat([logHeader(4, 1), checkPoint(3, 900)]),
      },
      { lastTx: 10, manifest: { needsCheckPoint: true, baseEndTx: 10, adopted: true } },
    ],
    [
      "one that was opened and closed: nothing to bridge",
      {
        neostore: neostoreWith({ logVersion: 4, lastTx: 13 }),
        [logPath(4)]: Buffer.concat([logFile(4, 11, 13), checkPoint(4, end(11, 13))]),
      },
      { lastTx: 13, manifest: { needsCheckPoint: false, baseEndTx: 13 } },
    ],
    [
      "one with transactions to replay: nothing may be bridged",
      {
        neostore: neostoreWith({ logVersion: 4, lastTx: 11 }),
        [logPath(4)]: logFile(4, 11, 13, [4, 16]),
      },
      { lastTx: 13, manifest: { needsCheckPoint: false, baseEndTx: 13 } },
    ],
    [
      "one without any log file: a check point is due",
      { neostore: neostoreWith({ logVersion: 4, lastTx: 10, checksum: 5n }) },
      {
        lastTx: 10,
        lastTxChecksum: 5n,
        newestVersion: 4,
        manifest: { needsCheckPoint: true, baseEndTx: 10 },
      },
    ],
    [
      "one whose log was rotated and holds nothing yet: a check point is due",
      { neostore: neostoreWith({ logVersion: 4, lastTx: 10 }), [logPath(4)]: logHeader(4, 10) },
      { lastTx: 10, newestVersion: 4, manifest: { needsCheckPoint: true } },
    ],
    [
      "a log from the very first transaction needs no check point to be replayed",
      { neostore: neostoreWith({ logVersion: 0, lastTx: 3 }), [logPath(0)]: logFile(0, 2, 4) },
      { lastTx: 4, manifest: { needsCheckPoint: false } },
    ],
  ])("%s", async (_, files, expected) => {
    expect(await read(directory(files))).toMatchObject(expected);
  });

  it.each<[string, Record<string, Buffer>, RegExp]>([
    [
      "the check point's file missing with transactions behind it",
      {
        neostore: neostoreWith({ logVersion: 4, lastTx: 11 }),
        [logPath(4)]: logFile(4, 11, 13, [3, 500]),
      },
      /names a log file that is missing, and transactions follow/,
    ],
    [
      "transactions without any check point",
      { neostore: neostoreWith({ logVersion: 4, lastTx: 11 }), [logPath(4)]: logFile(4, 11, 13) },
      /no log file holds a check point/,
    ],
    [
      "a neostore ahead of its logs",
      {
        neostore: neostoreWith({ logVersion: 4, lastTx: 99 }),
        [logPath(4)]: logFile(4, 11, 13, [4, 16]),
      },
      /says transaction 99, but the logs end with 13/,
    ],
    [
      "garbage in the log",
      {
        neostore: neostoreWith({ logVersion: 4, lastTx: 11 }),
        [logPath(4)]: Buffer.concat([logFile(4, 11, 13, [4, 16]), Buffer.from([7, 7])]),
      },
      /no valid entry at offset/,
    ],
    [
      "ids with a gap",
      {
        neostore: neostoreWith({ logVersion: 4, lastTx: 11 }),
        [logPath(3)]: logFile(3, 5, 9, [3, 16]),
        [logPath(4)]: logFile(4, 11, 13),
      },
      /begins with transaction 11/,
    ],
  ])("is refused with %s", async (_, files, message) => {
    const path = directory(files);
    const before = stateOf(path);
    const error = await failure(read(path));
    expect(error.code).toBe("damaged-backup");
    expect(error.detail).toMatch(message);
    expect(stateOf(path)).toEqual(before);
  });

  it("is taken stock of anew, id files and locks left out", async () => {
    const path = await ownDirectory();
    writeTree(path, {
      "neostore.id": "x",
      store_lock: "",
      "messages.log": "started",
      "neostore.nodestore.db": Buffer.alloc(400, 9),
      [logPath(5)]: Buffer.concat([logFile(5, 14, 16), transactions(17, 17), checkPoint(5, 16)]),
    });
    const notes: string[] = [];
    const state = await readState(path, { repair: true, onNote: (n) => notes.push(n) });
    expect(notes[0]).toMatch(/a Neo4j has opened this directory since/);
    expect(state.manifest.adopted).toBe(true);
    expect(state.lastTx).toBe(17);
    expect(state.manifest.files.map((f) => f.path)).toEqual([
      "neostore",
      "neostore.nodestore.db",
      "schema/label/lucene/segments_1",
    ]);
    expect(await manifestOf(path)).toEqual(state.manifest);
  });

  it("is not written to when it is only looked at", async () => {
    const path = directory(handMade());
    const before = stateOf(path);
    expect(await read(path, false)).toMatchObject({ lastTx: 16 });
    expect(stateOf(path)).toEqual(before);
    expect(existsSync(join(path, "holdfast.manifest.json"))).toBe(false);
  });
});
