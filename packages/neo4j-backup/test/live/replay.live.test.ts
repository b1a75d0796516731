/** Our replay against a real Neo4j 2.3.3's own recovery of the same directory, record by record. */
import { createHash } from "node:crypto";
import { cp, lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listFiles } from "../../src/backup/durable.ts";
import {
  planReplay,
  type Replayed,
  replay,
  replayInPlace,
} from "../../src/backup/replay-directory.ts";
import { OnlineBackup } from "../../src/index.ts";
import { compareNeostores, compareStores, countsByKey, newestCountsOf } from "./compare-stores.ts";
import { type Facts, Lab, missingTools, type Server } from "./neo4j-lab.ts";
import { RandomWorkload } from "./random-workload.ts";
import { cutAt } from "./restore-point.ts";
import { nightlySeed, randomFrom } from "./seed.ts";

const PORT = 7861;
const CUTS = 3;

describe.skipIf(missingTools)("a replayed scratch copy", () => {
  const seed = nightlySeed();
  let lab: Lab;
  let server: Server;
  let directory: string;
  let points: Facts[];
  let last: Facts;
  const backup = OnlineBackup.from("127.0.0.1", PORT);

  beforeAll(async () => {
    lab = await Lab.make();
    directory = lab.path("backup");
    server = await lab.start({ directory: lab.data("db"), port: PORT });
    const workload = new RandomWorkload(server, seed);
    await server.sendAll(`values 1500 ${seed}`, "load 2000", "dense 90");
    await workload.run(10);
    await backup.full(directory);
    points = await workload.runWithPoints(25, 5);
    await backup.incremental(directory);
    await server.sendAll("legacyall", "update 300 2");
    points.push(...(await workload.runWithPoints(25, 5)));
    await server.sendAll("delete 40 3", "values 200 9");
    last = await server.facts();
    await backup.incremental(directory);
    console.info(`workload: ${workload.sent.join(", ")}`);
  }, 300_000);
  afterAll(() => lab?.end());

  const told = ({ transactions, commands, logBytes, durationMillis }: Replayed): void =>
    console.info(
      `${transactions} transactions, ${commands} commands, ${logBytes} bytes of log in ${Math.round(durationMillis)} ms`,
    );

  /** The same directory as a real Neo4j leaves it after its own recovery. */
  async function recovered(from: string, name: string): Promise<{ path: string; facts: Facts }> {
    const path = lab.path(name);
    await cp(from, path, { recursive: true });
    return { path, facts: await lab.openInPlace(path) };
  }

  function expectEqual(ours: string, theirs: string): void {
    const { inUse, differences, leftOver, lengths } = compareStores(ours, theirs);
    expect(differences).toEqual([]);
    // Not even what freed records and the rest of pages hold differs.
    expect(leftOver).toEqual([]);
    expect(lengths).toEqual([]);
    expect(compareNeostores(ours, theirs)).toEqual([]);
    const [a, b] = [newestCountsOf(ours), newestCountsOf(theirs)];
    expect(a.txId).toBe(b.txId);
    expect(countsByKey(a)).toEqual(countsByKey(b));
    console.info(
      `equal: ${JSON.stringify(inUse)}, ${Object.keys(countsByKey(a)).length} counts; index statistics ${a.rows.length - Object.keys(countsByKey(a)).length} here, ${b.rows.length - Object.keys(countsByKey(b)).length} there`,
    );
  }

  /** Everything that a change would show in. */
  async function stateOf(path: string): Promise<Record<string, string>> {
    const state: Record<string, string> = {};
    for (const name of await listFiles(path)) {
      const { mtimeMs, ctimeMs, nlink } = await lstat(join(path, name));
      const bytes = await readFile(join(path, name));
      const hash = createHash("sha256").update(bytes).digest("hex");
      state[name] = `${hash} ${mtimeMs} ${ctimeMs} ${nlink}`;
    }
    return state;
  }

  test("equals what Neo4j's own recovery makes, record by record, and the base stays as it was", async () => {
    const before = await stateOf(directory);
    const done = await replay({ directory, scratch: lab.path("scratch") });
    told(done);
    expect(done.lastTx).toBe(last.lastTx);
    expect(done.countsTx).toBe(last.lastTx);
    expect(done.brokenLaws, "before-images are what was there").toEqual([]);
    expect(await stateOf(directory)).toEqual(before);
    const theirs = await recovered(directory, "recovered");
    expect(theirs.facts).toEqual(last);
    expectEqual(done.scratch, theirs.path);
  });

  test("opens in a real Neo4j with the server's content, and its checker finds nothing", async () => {
    const plan = await planReplay({ directory, scratch: lab.path("opened"), purpose: "open" });
    const done = await replay({ directory, scratch: lab.path("opened"), purpose: "open" });
    expect(done.bytesCopied).toBeLessThanOrEqual(plan.neededBytes);
    const { consistent, ...facts } = await lab.verify(done.scratch);
    expect(facts).toEqual(last);
    expect(consistent).toBe(true);
  });

  test("up to a transaction equals the recovery of the directory cut there", async () => {
    const random = randomFrom(seed + 1);
    for (let i = 0; i < CUTS; i++) {
      const point = points[Math.floor(random() * points.length)] as Facts;
      const tx = point.lastTx;
      const scratch = lab.path(`to-${tx}-${i}`);
      const done = await replay({ directory, scratch, toTransaction: tx });
      told(done);
      expect(done.lastTx).toBe(tx);
      expect(done.brokenLaws).toEqual([]);
      await cutAt(directory, lab.path(`cut-${tx}-${i}`), tx);
      const theirs = await recovered(lab.path(`cut-${tx}-${i}`), `cut-recovered-${tx}-${i}`);
      expect(theirs.facts).toEqual(point);
      expectEqual(scratch, theirs.path);
      const opened = lab.path(`to-${tx}-${i}-opened`);
      await replay({ directory, scratch: opened, purpose: "open", toTransaction: tx });
      expect(await lab.verify(opened)).toEqual({ ...point, consistent: true });
    }
  });

  test("of a directory in place is one that Neo4j opens, without its id files", async () => {
    const { path } = await recovered(directory, "in-place-opened");
    const copy = lab.path("in-place");
    await cp(directory, copy, { recursive: true });
    await cp(join(path, "neostore.nodestore.db.id"), join(copy, "neostore.nodestore.db.id"));
    const done = await replayInPlace({ directory: copy });
    expect(done.lastTx).toBe(last.lastTx);
    expect((await readdir(copy)).filter((name) => name.endsWith(".id"))).toEqual([]);
    const { differences, leftOver } = compareStores(copy, lab.path("recovered"));
    expect([...differences, ...leftOver]).toEqual([]);
    expect(await lab.verify(copy)).toEqual({ ...last, consistent: true });
    // Again: after-images may be written any number of times.
    await replayInPlace({ directory: copy });
    expect(await lab.verify(copy)).toEqual({ ...last, consistent: true });
  });

  test("with a page cache of 64 KiB is the same", async () => {
    const scratch = lab.path("small-cache");
    const done = await replay({ directory, scratch, cacheBytes: 64 * 1024 });
    expect(done.pagesWritten).toBeGreaterThan(1000);
    const { differences, leftOver } = compareStores(scratch, lab.path("recovered"));
    expect([...differences, ...leftOver]).toEqual([]);
  });

  test("of a base that was copied under load equals its recovery", async () => {
    await server.send("background load 2000 2 2");
    await server.send("sleep 300");
    const loaded = lab.path("under-load");
    const outcome = await backup.full(loaded);
    await server.send("join");
    expect(outcome.transactions).toBeGreaterThan(0);
    const done = await replay({ directory: loaded, scratch: lab.path("under-load-scratch") });
    told(done);
    expect(done.lastTx).toBe(outcome.lastTx);
    const theirs = await recovered(loaded, "under-load-recovered");
    expectEqual(done.scratch, theirs.path);
  });

  test("refuses a transaction before the end of the base or after the last one", async () => {
    for (const toTransaction of [1, last.lastTx + 1]) {
      const scratch = lab.path(`refused-${toTransaction}`);
      await expect(replay({ directory, scratch, toTransaction })).rejects.toMatchObject({
        code: "not-a-restore-point",
      });
      await expect(readdir(scratch)).rejects.toThrow("ENOENT");
    }
  });

  test("ends when it is cancelled", async () => {
    const stop = new AbortController();
    const running = replay({
      directory,
      scratch: lab.path("cancelled"),
      signal: stop.signal,
      onProgress: ({ phase }) => {
        if (phase === "replaying") stop.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ code: "cancelled" });
  });
});
