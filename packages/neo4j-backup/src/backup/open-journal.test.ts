import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Journal, type JournalEntry, newestEntry } from "./open-journal.ts";

const NAME = "neostore.transaction.db.7";
const entry = (bytes: number): JournalEntry => ({
  name: NAME,
  bytes,
  sha256: "ab".repeat(32),
  transactions: bytes,
  lastTx: 40 + bytes,
  lastCommitAt: 1_700_000_000_000,
  lastTxPlace: { from: bytes - 1, to: bytes, checksum: "-162217576591" },
});

let directory: string;
let path: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "holdfast-journal-"));
  path = join(directory, "holdfast.manifest.json.open");
});
afterAll(() => rm(directory, { recursive: true }));
const log = (bytes = 1) => ({ name: NAME, bytes });

async function written(...sizes: number[]): Promise<string> {
  const journal = await Journal.create(path);
  for (const bytes of sizes) await journal.add(entry(bytes));
  await journal.close();
  return await readFile(path, "utf8");
}

describe("the journal of an open log file", () => {
  it("gives the newest acknowledgement, and none where there is no journal", async () => {
    expect(await newestEntry(join(directory, "none"), log())).toBeUndefined();
    await written(10, 20, 30);
    expect(await newestEntry(path, log())).toEqual(entry(30));
  });

  it("cut at any byte gives the acknowledgement before", async () => {
    const text = await written(10, 20);
    const second = text.indexOf("\n") + 1;
    for (let at = second; at < text.length - 1; at++) {
      await writeFile(path, text.slice(0, at));
      expect((await newestEntry(path, log()))?.bytes, `${at} bytes`).toBe(10);
    }
  });

  it("says nothing of another file, nor of less than the manifest says", async () => {
    await written(10, 20);
    expect(
      await newestEntry(path, { name: "neostore.transaction.db.8", bytes: 1 }),
    ).toBeUndefined();
    expect(await newestEntry(path, log(21))).toBeUndefined();
  });

  it("is damaged when a line in its middle is none", async () => {
    const text = await written(10, 20, 30);
    const [first, , third] = text.split("\n");
    await writeFile(path, `${first}\n{"name":1}\n${third}\n`);
    await expect(newestEntry(path, log())).rejects.toMatchObject({ code: "damaged-backup" });
  });

  it("begins empty, whatever lay there", async () => {
    await writeFile(path, "of an earlier follower\n");
    expect((await written(5)).split("\n")).toHaveLength(2);
  });
});
