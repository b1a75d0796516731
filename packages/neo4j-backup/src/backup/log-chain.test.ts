import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { logFile, logPath, writeTree } from "../../test/golden/directories.ts";
import { checkPoint, logHeader, transactions } from "../../test/golden/entries.ts";
import { scratchDirectory } from "../../test/golden/scratch.ts";
import { BackupError } from "../catalogue/errors.ts";
import { logVersions, readChain, scanLogFile } from "./log-chain.ts";

const scratch = scratchDirectory("log-chain");
afterAll(scratch.remove);
let made = 0;
function directory(logs: Record<number, Buffer>): string {
  const path = join(scratch.path, String(++made));
  writeTree(path, {
    neostore: "x",
    ...Object.fromEntries(Object.entries(logs).map(([v, b]) => [logPath(Number(v)), b])),
  });
  return path;
}
const failure = async (act: Promise<unknown>): Promise<BackupError> => {
  const error = await act.then(
    () => new Error("no error"),
    (e) => e,
  );
  if (!(error instanceof BackupError)) throw error;
  return error;
};

describe("log chain", () => {
  it("lists log files by number, not by name", async () => {
    const path = directory({ 9: logFile(9, 2, 3), 10: logFile(10, 4, 5), 2: logFile(2, 2, 2) });
    writeTree(path, { "neostore.transaction.db.x": "", "neostore.transaction.db.011": "" });
    expect(await logVersions(path)).toEqual([2, 9, 10]);
  });

  it("ends where the newest file ends, and knows what lies before the check point", async () => {
    const path = directory({
      3: logFile(3, 9, 10, [3, 16]),
      4: logFile(4, 11, 13),
      5: logFile(5, 14, 16),
    });
    expect(await readChain(path, 5)).toMatchObject({
      last: { id: 16, link: { version: 5 } },
      beforeCheckPoint: 10,
      hasCheckPoint: true,
      willReplay: true,
      checkPointFileMissing: false,
    });
  });

  it.each<[string, Record<number, Buffer>, number, RegExp]>([
    [
      "ids missing between files",
      { 3: logFile(3, 9, 10, [3, 16]), 4: logFile(4, 12, 13) },
      4,
      /begins with transaction 12, but the one before ends with 10/,
    ],
    [
      "ids twice in two files",
      { 3: logFile(3, 9, 10), 4: logFile(4, 10, 13) },
      4,
      /begins with transaction 10/,
    ],
    [
      "ids missing inside a file",
      { 3: Buffer.concat([logFile(3, 9, 10), transactions(12, 13)]) },
      3,
      /transaction 12 follows transaction 10/,
    ],
    [
      "ids missing over an empty file",
      { 3: logFile(3, 9, 10), 4: logHeader(4, 10), 5: logFile(5, 12, 12) },
      5,
      /begins with transaction 12/,
    ],
    [
      "the current file missing",
      { 3: logFile(3, 9, 10) },
      4,
      /names log file neostore.transaction.db.4, but the newest one is neostore.transaction.db.3/,
    ],
    [
      "only newer files than the current one",
      { 6: logFile(6, 9, 10) },
      4,
      /neostore.transaction.db.4 is missing/,
    ],
  ])("%s are damage", async (_, logs, current, message) => {
    const error = await failure(readChain(directory(logs), current));
    expect(error.code).toBe("damaged-backup");
    expect(error.detail).toMatch(message);
  });

  it("names the file whose header is another file's", async () => {
    const path = directory({ 3: logFile(7, 9, 10) });
    expect(await failure(scanLogFile(path, logPath(3)))).toMatchObject({
      code: "bad-log",
      file: logPath(3),
    });
    const short = directory({ 3: Buffer.from("no log at all, though") });
    expect(await failure(scanLogFile(short, logPath(3)))).toMatchObject({
      code: "bad-log",
      file: logPath(3),
    });
  });

  it("looks at consecutive files only", async () => {
    const path = directory({
      1: logFile(1, 2, 3),
      4: logFile(4, 9, 10, [4, 16]),
      5: logFile(5, 11, 11),
    });
    const { links } = await readChain(path, 5);
    expect(links.map((l) => l.version)).toEqual([4, 5]);
  });

  const clean = (to: [number, number]) => Buffer.concat([logFile(4, 11, 13), checkPoint(...to)]);
  const end = logFile(4, 11, 13).length;
  it.each<
    [
      string,
      Record<number, Buffer>,
      { willReplay: boolean; checkPointFileMissing: boolean; hasCheckPoint: boolean },
    ]
  >([
    [
      "a check point at the end: nothing to replay",
      { 4: clean([4, end]) },
      { willReplay: false, checkPointFileMissing: false, hasCheckPoint: true },
    ],
    [
      "a check point at the start: all to replay",
      { 4: clean([4, 16]) },
      { willReplay: true, checkPointFileMissing: false, hasCheckPoint: true },
    ],
    [
      "one that names a file before, which is there",
      { 3: logFile(3, 9, 10), 4: clean([3, 16]) },
      { willReplay: true, checkPointFileMissing: false, hasCheckPoint: true },
    ],
    [
      "one that names a file before, which is not there",
      { 4: clean([3, 16]) },
      { willReplay: true, checkPointFileMissing: true, hasCheckPoint: true },
    ],
    [
      "the official tool behind a rotation: file missing, nothing to replay",
      { 4: Buffer.concat([logHeader(4, 1), checkPoint(3, 500)]) },
      { willReplay: false, checkPointFileMissing: true, hasCheckPoint: true },
    ],
    [
      "transactions behind the last check point",
      { 4: Buffer.concat([clean([4, end]), transactions(14, 14)]) },
      { willReplay: true, checkPointFileMissing: false, hasCheckPoint: true },
    ],
    [
      "no check point, but transactions",
      { 4: logFile(4, 11, 13) },
      { willReplay: true, checkPointFileMissing: false, hasCheckPoint: false },
    ],
    [
      "no check point and no transaction",
      { 4: logHeader(4, 10) },
      { willReplay: false, checkPointFileMissing: false, hasCheckPoint: false },
    ],
    [
      "no log file at all",
      {},
      { willReplay: false, checkPointFileMissing: false, hasCheckPoint: false },
    ],
  ])("%s", async (_, logs, expected) => {
    expect(await readChain(directory(logs), 4)).toMatchObject(expected);
  });
});

describe("a log chain without check points", () => {
  const read = (logs: Record<number, Buffer>, version: number) =>
    readChain(directory(logs), version, { hasCheckPoints: false });

  it("is replayed from the one file that neostore names", async () => {
    expect(await read({ 4: logFile(4, 9, 10), 5: logFile(5, 11, 13) }, 5)).toMatchObject({
      last: { id: 13 },
      willReplay: true,
      replayFrom: { version: 5, offset: 16 },
    });
    expect(await read({ 4: logFile(4, 9, 10), 5: logHeader(5, 10) }, 5)).toMatchObject({
      last: { id: 10 },
      willReplay: false,
      replayFrom: undefined,
    });
  });

  it("of a store that was closed cleanly names the file that comes next, and nothing is replayed", async () => {
    expect(await read({ 4: logFile(4, 9, 10) }, 5)).toMatchObject({
      last: { id: 10 },
      willReplay: false,
    });
    expect(await read({}, 5)).toMatchObject({ last: undefined, willReplay: false });
  });

  it.each<[string, Record<number, Buffer>, number, RegExp]>([
    [
      "a file newer than the one that is named",
      { 4: logFile(4, 9, 10), 5: logFile(5, 11, 13) },
      4,
      /would not read the newer/,
    ],
    ["two files missing", { 4: logFile(4, 9, 10) }, 6, /the newest one is/],
    ["a check point", { 4: logFile(4, 9, 10, [4, 16]) }, 4, /holds a check point/],
    [
      "ids missing between files",
      { 4: logFile(4, 9, 10), 5: logFile(5, 12, 13) },
      5,
      /begins with transaction 12/,
    ],
  ])("with %s is damaged", async (_, logs, version, detail) => {
    const error = await failure(read(logs, version));
    expect(error.code).toBe("damaged-backup");
    expect(error.detail).toMatch(detail);
  });
});
