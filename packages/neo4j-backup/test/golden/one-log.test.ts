/** Sets of a Neo4j 2.2, whose recovery reads one log file: every incremental backup adds to it. */
import { appendFile, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { MOST_IN_MEMORY_BYTES } from "../../src/backup/continuous-sink.ts";
import {
  checkBackup,
  History,
  inspect,
  OnlineBackup,
  planRestore,
  restore,
  restoreArchive,
  rollForward,
  verify,
} from "../../src/index.ts";
import { LOG_HEADER_BYTES, logName } from "../../src/log/log-header.ts";
import { untar } from "../../src/serve/sample.ts";
import { ONE_LOG } from "../../src/serve/testing/one-log-sample.ts";
import { SAMPLE } from "../../src/serve/testing/served-sample.ts";
import { NEOSTORE } from "../../src/store/neostore.ts";
import { stateOf } from "../hostile/directory-state.ts";
import { REAL_COMMANDS, transaction } from "./entries.ts";
import { BEGIN, expectWhole, Followers, HOST, logsOf } from "./followers.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

const LOG = logName(ONE_LOG.logVersion);
const MANIFEST = "holdfast.manifest.json";
/** Version byte of a Neo4j 2.2's entries. */
const OWN_VERSION = Buffer.of(0xfc);

let all: Followers;
beforeAll(async () => {
  all = await Followers.on((scratch) => scratch.oneLogSample("source"));
});
afterAll(() => all.end());

const logOf = (directory: string): Promise<Buffer> => readFile(join(directory, LOG));

describe("a set with one log file", () => {
  it("begins with a log file without check points, and a neostore that was not written to", async () => {
    const directory = await all.begun();
    const [log, theirs] = await Promise.all([logOf(directory), logOf(all.source)]);
    expect(log.length).toBeGreaterThan(LOG_HEADER_BYTES);
    expect(log).toEqual(theirs.subarray(0, log.length));
    const neostore = await readFile(join(directory, NEOSTORE));
    expect(neostore).toEqual(
      (await readFile(join(all.source, NEOSTORE))).subarray(0, neostore.length),
    );
    expect((await inspect(directory)).logFiles).toMatchObject([
      { name: LOG, grows: true, firstTx: BEGIN, lastTx: BEGIN },
    ]);
    await expectWhole(directory, BEGIN);
  });

  it("is added to by every incremental backup, which tells what it added", async () => {
    const directory = await all.begun();
    const base = stateOf(directory).filter(
      (line) => !line.startsWith(LOG) && !line.startsWith(MANIFEST),
    );
    for (let tx = BEGIN + 2; tx <= SAMPLE.lastTx; tx += 3) {
      all.reveal = tx;
      const outcome = await all.backup.incremental(directory);
      expect(outcome).toMatchObject({
        kind: "incremental",
        firstTx: outcome.lastTx - outcome.transactions + 1,
        lastTx: tx,
        logFile: { name: LOG, firstTx: BEGIN, lastTx: tx, transactions: tx - BEGIN + 1 },
        verdict: { ok: true },
      });
      expect(await logsOf(directory)).toEqual([LOG]);
      await expectWhole(directory, tx);
    }
    expect(
      stateOf(directory).filter((line) => !line.startsWith(LOG) && !line.startsWith(MANIFEST)),
    ).toEqual(base);
    const log = await logOf(directory);
    expect(log).toEqual((await logOf(all.source)).subarray(0, log.length));
  });

  it("writes nothing when there is nothing new", async () => {
    const directory = await all.backedUp(BEGIN + 4);
    const before = stateOf(directory);
    expect(await all.backup.incremental(directory)).toMatchObject({
      nothingNew: true,
      transactions: 0,
    });
    expect(stateOf(directory)).toEqual(before);
  });

  it("takes an answer that does not fit into memory by way of a file", async () => {
    const big = await Followers.on((scratch) => scratch.oneLogSample("big"));
    try {
      const directory = await big.begun();
      const entry = Buffer.concat([OWN_VERSION, REAL_COMMANDS.property.subarray(1)]);
      const commands = Array.from(
        { length: Math.ceil(MOST_IN_MEMORY_BYTES / entry.length) },
        () => entry,
      );
      const lastTx = SAMPLE.lastTx + 1;
      const entryVersion = OWN_VERSION[0] as number;
      await appendFile(join(big.source, LOG), transaction(lastTx, { commands, entryVersion }));
      big.reveal = lastTx;
      expect((await big.backup.incremental(directory)).bytes).toBeGreaterThan(MOST_IN_MEMORY_BYTES);
      await expectWhole(directory, lastTx);
      expect((await logOf(directory)).equals(await logOf(big.source))).toBe(true);
      expect((await readdir(directory)).filter((name) => name.startsWith(".holdfast"))).toEqual([]);
    } finally {
      await big.end();
    }
  });

  it("is restored to each of its transactions and as an archive, and record 2 stays as it is", async () => {
    const directory = await all.backedUp(BEGIN + 3, SAMPLE.lastTx);
    const whole = await logOf(directory);
    let longest = 0;
    for (let tx = BEGIN; tx <= SAMPLE.lastTx; tx++) {
      const target = all.fresh("restored");
      const { plan } = await restore(directory, target, { to: { transaction: tx } });
      await expectWhole(target, tx, `transaction ${tx}`);
      const log = await logOf(target);
      expect(plan.replay).toMatchObject({ transactions: tx - BEGIN + 1, bytes: log.length });
      expect(log.length).toBeGreaterThan(longest);
      longest = log.length;
      expect(log).toEqual(whole.subarray(0, log.length));
      expect(await readFile(join(target, NEOSTORE))).toEqual(
        await readFile(join(directory, NEOSTORE)),
      );
    }
    expect(longest).toBe(whole.length);
    await expect(planRestore(directory, { to: { transaction: BEGIN - 1 } })).rejects.toMatchObject({
      code: "not-a-restore-point",
    });
  });

  it("is restored as an archive that holds the cut log", async () => {
    const directory = await all.backedUp(BEGIN + 3, SAMPLE.lastTx);
    const { stream } = await restoreArchive(directory, { to: { transaction: BEGIN + 2 } });
    const files = untar(gunzipSync(await buffer(stream)));
    const target = all.fresh("restored");
    await restore(directory, target, { to: { transaction: BEGIN + 2 } });
    for (const name of [LOG, NEOSTORE])
      expect(files.get(`graph.db/${name}`)).toEqual(await readFile(join(target, name)));
  });

  it("is checked, rolled forward, and restored with its log applied", async () => {
    const directory = await all.backedUp(SAMPLE.lastTx);
    expect(await checkBackup(directory)).toMatchObject({
      ok: true,
      lastTx: SAMPLE.lastTx,
      replayed: SAMPLE.lastTx - BEGIN + 1,
      findings: [],
    });
    const rolled = all.fresh("rolled");
    expect(
      (await rollForward(directory, rolled, { to: { transaction: BEGIN + 4 } })).consistency.ok,
    ).toBe(true);
    await expectWhole(rolled, BEGIN + 4);
    const [next] = await logsOf(rolled);
    await all.backup.incremental(rolled);
    expect(await logsOf(rolled)).toEqual([next]);
    await expectWhole(rolled, SAMPLE.lastTx);
    const applied = all.fresh("applied");
    await restore(directory, applied, { replayed: true });
    expect(await checkBackup(applied)).toMatchObject({ ok: true, lastTx: SAMPLE.lastTx });
  });

  it("has its transactions listed after each backup, from indexes of which few are kept", async () => {
    const directory = await all.begun();
    const indexDirectory = all.fresh("index");
    for (let tx = BEGIN + 1; tx <= BEGIN + 5; tx++) {
      all.reveal = tx;
      await all.backup.incremental(directory);
      const history = await History.open(directory, { indexDirectory });
      expect(history.transactions).toBe(tx - BEGIN + 1);
      expect((await history.newest({}, undefined, 1))[0]).toMatchObject({ tx });
    }
    expect((await readdir(indexDirectory)).length).toBeLessThanOrEqual(2);
  });

  it("is replaced by a full backup once the server has pruned its log", async () => {
    const directory = await all.backedUp(BEGIN + 2);
    const pruned = await all.serve({ reveal: undefined, oldestTx: BEGIN + 5 });
    const backup = OnlineBackup.from(HOST, pruned.port);
    const before = stateOf(directory);
    await expect(backup.incremental(directory)).rejects.toMatchObject({
      code: "transactions-missing",
    });
    expect(stateOf(directory)).toEqual(before);
    const outcome = await backup.backup(directory);
    expect(outcome).toMatchObject({
      kind: "full",
      fellBackBecause: { code: "transactions-missing" },
    });
    expect(stateOf(outcome.previousDirectory as string)).toEqual(before);
    await expectWhole(directory, SAMPLE.lastTx);
  });
});

describe("a follower of a set with one log file", () => {
  it("adds every pull to it, and closes it from time to time", async () => {
    const directory = await all.begun();
    let closed = 0;
    const follower = all.follow(directory, {
      rollBytes: 64,
      rollMillis: 1,
      onRolled: () => closed++,
    });
    for (let tx = BEGIN + 1; tx <= SAMPLE.lastTx; tx++) {
      all.reveal = tx;
      await follower.reached(tx);
      expect((await inspect(directory)).lastTx).toBe(tx);
      expect(await verify(directory), `transaction ${tx}`).toMatchObject({
        ok: true,
        findings: [],
      });
    }
    const outcome = await follower.stop();
    expect(closed).toBeGreaterThan(1);
    expect(outcome).toMatchObject({ firstTx: BEGIN + 1, lastTx: SAMPLE.lastTx });
    expect(outcome.logFiles).toEqual((await inspect(directory)).logFiles);
    expect(await logsOf(directory)).toEqual([LOG]);
    expect((await readdir(directory)).filter((name) => name.endsWith(".open"))).toEqual([]);
    await expectWhole(directory, SAMPLE.lastTx);
  });

  it("that was killed is gone on from in the same file, by a follower and by a backup", async () => {
    const left = await all.killedAt(BEGIN + 3);
    expect((await inspect(left)).logFiles).toMatchObject([{ isOpen: true, firstTx: BEGIN }]);
    const follower = all.follow(left);
    all.reveal = BEGIN + 5;
    await follower.reached(BEGIN + 5);
    await follower.stop();
    all.reveal = SAMPLE.lastTx;
    await all.backup.incremental(left);
    expect(await logsOf(left)).toEqual([LOG]);
    await expectWhole(left, SAMPLE.lastTx);
  });
});
