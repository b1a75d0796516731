/** What may happen to the one log file of a Neo4j 2.2's set, and directories that its own tool has left. */
import { cp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { manifestOf } from "../../src/backup/manifest.ts";
import { Tracker } from "../../src/backup/tracker.ts";
import { verifyAgainst } from "../../src/backup/verify.ts";
import { checkBackup, History, inspect, OnlineBackup, restore, verify } from "../../src/index.ts";
import { logName } from "../../src/log/log-header.ts";
import { ONE_LOG } from "../../src/serve/testing/one-log-sample.ts";
import { SAMPLE } from "../../src/serve/testing/served-sample.ts";
import { NEOSTORE, NEOSTORE_RECORD } from "../../src/store/neostore.ts";
import { encodeNeostoreValue } from "../../src/store/neostore-values.ts";
import { stateOf } from "../hostile/directory-state.ts";
import { BEGIN, expectWhole, Followers, HOST, logsOf } from "./followers.ts";
import { scratchDirectory } from "./scratch.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

const LOG = logName(ONE_LOG.logVersion);
const MANIFEST = "holdfast.manifest.json";
/** Cuts of an answer that was being added are tried this far apart, in bytes. */
const STRIDE = 389;

const memory = scratchDirectory("one-log");
let all: Followers;
beforeAll(async () => {
  all = await Followers.on((scratch) => scratch.oneLogSample("source"));
});
afterAll(async () => {
  memory.remove();
  await all.end();
});

async function setRecord2(directory: string, version: number): Promise<void> {
  const neostore = await readFile(join(directory, NEOSTORE));
  const { offset, bytes } = encodeNeostoreValue("logVersion", BigInt(version));
  bytes.copy(neostore, offset);
  await writeFile(join(directory, NEOSTORE), neostore);
}

/** As the official tool leaves a directory: cleanly closed, no log file that record 2 names. */
async function theirs(name: string): Promise<string> {
  const directory = all.fresh(name);
  await cp(all.source, directory, { recursive: true });
  await rm(join(directory, LOG));
  return directory;
}

describe("an incremental backup that was killed while it added", () => {
  it("leaves what it had before, or more, wherever the log was cut", async () => {
    const before = await all.backedUp(BEGIN + 2);
    const whole = await readFile(join(all.source, LOG));
    const had = (await stat(join(before, LOG))).size;
    const manifest = JSON.parse(await readFile(join(before, MANIFEST), "utf8"));
    manifest.logFiles.at(-1).isOpen = true;
    await writeFile(join(before, MANIFEST), JSON.stringify(manifest));
    all.reveal = SAMPLE.lastTx;
    const left = join(memory.path, "left");
    for (let bytes = had; bytes <= whole.length; bytes += STRIDE) {
      await rm(left, { recursive: true, force: true });
      await cp(before, left, { recursive: true });
      await writeFile(join(left, LOG), whole.subarray(0, bytes));
      const what = `${bytes} of ${whole.length} bytes`;
      expect(await inspect(left), what).toMatchObject({ lastTx: BEGIN + 2, repairs: [] });
      expect(await verify(left), what).toMatchObject({ ok: true, findings: [] });
      expect(await all.backup.incremental(left), what).toMatchObject({ lastTx: SAMPLE.lastTx });
      expect(await readFile(join(left, LOG)), what).toEqual(whole);
      await expectWhole(left, SAMPLE.lastTx, what);
    }
  });

  it("is no reader's trouble: what was added since it looked is passed over", async () => {
    const directory = await all.backedUp(BEGIN + 2);
    const old = await manifestOf(directory);
    all.reveal = SAMPLE.lastTx;
    await all.backup.incremental(directory);
    const context = { tracker: new Tracker("full", {}), signal: undefined };
    const now = () => manifestOf(directory);
    expect(await verifyAgainst(directory, old, { ...context, now })).toMatchObject({ ok: true });
    expect((await verifyAgainst(directory, old, context)).findings).toMatchObject([
      { code: "changed-file", file: LOG },
    ]);
  });
});

describe("the one log file", () => {
  it("that was changed is damage, and nothing is added to it", async () => {
    const directory = await all.backedUp(BEGIN + 2);
    const log = await readFile(join(directory, LOG));
    log[60] = (log[60] ?? 0) ^ 1;
    await writeFile(join(directory, LOG), log);
    expect((await verify(directory)).findings).toMatchObject([{ file: LOG }]);
    const before = stateOf(directory);
    all.reveal = SAMPLE.lastTx;
    await expect(all.backup.incremental(directory)).rejects.toMatchObject({
      code: "damaged-backup",
    });
    await expect(restore(directory, all.fresh("restored"))).rejects.toMatchObject({
      code: "damaged-backup",
    });
    expect(stateOf(directory)).toEqual(before);
  });

  it("that lost its end is a finding, and what was lost is asked for again", async () => {
    const directory = await all.backedUp(BEGIN + 4);
    await truncate(join(directory, LOG), (await stat(join(directory, LOG))).size - 5);
    expect((await verify(directory)).ok).toBe(false);
    all.reveal = SAMPLE.lastTx;
    const outcome = await all.backup.incremental(directory);
    expect(outcome.repaired.join()).toMatch(
      /1 transactions of it are gone and are asked for again/,
    );
    await expectWhole(directory, SAMPLE.lastTx);
  });

  it("that lost what the base needs is damage", async () => {
    const directory = await all.backedUp(BEGIN + 4);
    await truncate(join(directory, LOG), 40);
    await expect(all.backup.incremental(directory)).rejects.toMatchObject({
      code: "damaged-backup",
      file: LOG,
    });
  });

  it.each([-1, 1])("that record 2 misses by %i is a finding, and set right", async (by) => {
    const directory = await all.backedUp(BEGIN + 2);
    await setRecord2(directory, ONE_LOG.logVersion + by);
    expect((await verify(directory)).findings).toMatchObject([{ file: NEOSTORE, range: [19, 27] }]);
    const target = all.fresh("restored");
    await restore(directory, target);
    await expectWhole(target, BEGIN + 2);
    all.reveal = BEGIN + 3;
    expect((await all.backup.incremental(directory)).repaired.join()).toMatch(
      /current log version/,
    );
    expect(await logsOf(directory)).toEqual([LOG]);
    await expectWhole(directory, BEGIN + 3);
  });

  it("is older than another that recovery would not read: refused, with both names", async () => {
    const directory = all.fresh("two-logs");
    await cp(all.source, directory, { recursive: true });
    await setRecord2(directory, ONE_LOG.logVersion - 1);
    await expect(all.backup.incremental(directory)).rejects.toMatchObject({
      code: "damaged-backup",
      detail: expect.stringMatching(/db\.1.*db\.2/),
    });
  });
});

describe("a server of a set with one log file", () => {
  it("whose answer is cut leaves the file as it was", async () => {
    const directory = await all.backedUp(BEGIN + 2);
    const before = stateOf(directory);
    all.reveal = SAMPLE.lastTx;
    let frames = 0;
    const cutting = await all.serve({
      frameBytes: 2_000,
      onFrame: ({ index }) => {
        if (index === 2) frames++;
        return index === 2 ? "cut" : "send";
      },
    });
    await expect(
      OnlineBackup.from(HOST, cutting.port).incremental(directory),
    ).rejects.toMatchObject({ kind: "transport" });
    expect(frames).toBe(1);
    expect(stateOf(directory)).toEqual(before);
  });

  it("that has other transactions, or fewer, adds nothing", async () => {
    const directory = await all.backedUp(BEGIN + 2);
    const before = stateOf(directory);
    const other = all.fresh("other-source");
    await cp(all.source, other, { recursive: true });
    const log = await readFile(join(other, LOG));
    const place = (await manifestOf(directory))?.logFiles.at(-1)?.lastTxPlace;
    const inTx = (place?.to ?? 0) - 1; // the last byte of the commit's time
    log[inTx] = (log[inTx] ?? 0) ^ 1;
    await writeFile(join(other, LOG), log);
    const diverged = await all.scratch.serve(other);
    await expect(
      OnlineBackup.from(HOST, diverged.port).incremental(directory),
    ).rejects.toMatchObject({ code: "diverged" });
    all.reveal = BEGIN + 1;
    await expect(all.backup.incremental(directory)).rejects.toMatchObject({
      code: "server-behind",
    });
    expect(stateOf(directory)).toEqual(before);
  });

  it("that is cancelled while it answers leaves the file as it was", async () => {
    const directory = await all.backedUp(BEGIN + 2);
    const before = stateOf(directory);
    all.reveal = SAMPLE.lastTx;
    for (const phase of ["comparing-overlap", "receiving-transactions", "writing"]) {
      const controller = new AbortController();
      const run = all.backup.incremental(directory, {
        signal: controller.signal,
        onProgress: (progress) => progress.phase === phase && controller.abort(),
      });
      await expect(run, phase).rejects.toMatchObject({ code: "cancelled" });
      expect(stateOf(directory), phase).toEqual(before);
    }
  });
});

describe("a directory that the official tool has left", () => {
  it("is taken stock of, and gets its log file by the first incremental backup", async () => {
    const directory = await theirs("adopted");
    expect(await inspect(directory)).toMatchObject({
      lastTx: SAMPLE.baseEndTx,
      logFiles: [],
      adopted: true,
    });
    for (const tx of [BEGIN + 1, BEGIN + 6]) {
      all.reveal = tx;
      const outcome = await all.backup.incremental(directory);
      expect(outcome).toMatchObject({
        lastTx: tx,
        logFile: { name: LOG, firstTx: BEGIN, grows: true },
      });
      await expectWhole(directory, tx);
    }
    const target = all.fresh("restored");
    await restore(directory, target, { to: { transaction: SAMPLE.baseEndTx } });
    await expectWhole(target, SAMPLE.baseEndTx);
  });

  it("keeps its restore points when a run died between its new log file and the manifest", async () => {
    const directory = await theirs("cut");
    all.reveal = SAMPLE.baseEndTx;
    await all.backup.incremental(directory);
    const before = await readFile(join(directory, MANIFEST));
    all.reveal = BEGIN + 3;
    await all.backup.incremental(directory);
    await writeFile(join(directory, MANIFEST), before);
    expect(await inspect(directory)).toMatchObject({
      baseEndTx: SAMPLE.baseEndTx,
      lastTx: BEGIN + 3,
    });
    all.reveal = SAMPLE.lastTx;
    await all.backup.incremental(directory);
    await expectWhole(directory, SAMPLE.lastTx);
  });

  it("is checked and read without what a clean closing wrote behind the records", async () => {
    const directory = await theirs("closed");
    expect(await checkBackup(directory)).toMatchObject({
      ok: true,
      findings: [],
      lastTx: SAMPLE.baseEndTx,
    });
    const [open, closed] = await Promise.all(
      [await all.begun(), directory].map((path) =>
        History.open(path, { indexDirectory: all.fresh("index") }),
      ),
    );
    for (const kind of ["label", "relationshipType", "propertyKey"] as const)
      expect(closed?.tokens.list(kind)).toEqual(open?.tokens.list(kind));
  });

  it("that a Neo4j did not close holds parts of all that its log holds: only its end can be restored", async () => {
    const directory = all.fresh("unclosed");
    await cp(all.source, directory, { recursive: true });
    const neostore = await readFile(join(directory, NEOSTORE));
    await writeFile(
      join(directory, NEOSTORE),
      neostore.subarray(0, (NEOSTORE_RECORD.upgradeTxChecksum + 1) * 9),
    );
    expect(await inspect(directory)).toMatchObject({
      baseEndTx: SAMPLE.lastTx,
      lastTx: SAMPLE.lastTx,
    });
    expect(await checkBackup(directory)).toMatchObject({ ok: true, lastTx: SAMPLE.lastTx });
  });
});
