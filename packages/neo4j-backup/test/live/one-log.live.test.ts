/** What only a Neo4j 2.2 has: directories closed in its way, and a log file that every backup adds to. */
import { cp, readdir, readFile, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkBackup, History, inspect, OnlineBackup, restore, verify } from "../../src/index.ts";
import { logVersionOf } from "../../src/log/log-header.ts";
import { serveDirectory } from "../../src/serve/index.ts";
import { Lab, missingTools, type Server } from "./neo4j-lab.ts";

const VERSION = "2.2.9";
const PORT = 7957;
const SERVED_PORT = 7958;
/** Torn ends of an answer that a real Neo4j opens. */
const TORN = 6;

const logsOf = async (directory: string): Promise<string[]> =>
  (await readdir(directory)).filter((name) => logVersionOf(name) !== undefined).sort();

describe.skipIf(missingTools)("backups of a real Neo4j 2.2.9", { timeout: 400_000 }, () => {
  const backup = OnlineBackup.from("127.0.0.1", PORT);
  let lab: Lab;
  let server: Server;
  beforeAll(async () => {
    lab = await Lab.make();
    server = await lab.start({ version: VERSION, directory: lab.data("db"), port: PORT });
    await server.sendAll("load 300", "index Person name", "legacy 30");
  }, 300_000);
  afterAll(() => lab?.end());

  async function expectSame(directory: string): Promise<void> {
    const { consistent, ...found } = await lab.verify(directory, VERSION);
    expect(found).toEqual(await server.facts());
    expect(consistent, "the official checker finds nothing").toBe(true);
  }

  test("the official tool's directory is adopted: read, checked, added to, restored and served", async () => {
    const theirs = lab.path("theirs");
    expect(await lab.officialBackup(PORT, theirs, VERSION)).toMatchObject({ exit: 0 });
    await server.sendAll("load 20 2", "tokens 3");
    expect(await lab.officialBackup(PORT, theirs, VERSION)).toMatchObject({ exit: 0 });
    const { lastTx: baseEndTx, ...facts } = await server.facts();
    expect(await inspect(theirs)).toMatchObject({ adopted: true, baseEndTx, lastTx: baseEndTx });
    const verdict = await checkBackup(theirs);
    expect(verdict.findings).toEqual([]);
    expect(verdict.records).toMatchObject({ nodes: facts.nodes, relationships: facts.rels });
    const { tokens } = await History.open(theirs, { indexDirectory: lab.path("index") });
    expect(tokens.list("label").map(({ name }) => name)).toContain("Person");
    const before = await logsOf(theirs);

    await server.sendAll("update 40", "load 10");
    await backup.incremental(theirs);
    await expectSame(theirs);
    const after = await logsOf(theirs);
    expect(after).toHaveLength(before.length + 1);
    await server.sendAll("delete 5", "load 10 2");
    await backup.incremental(theirs);
    expect(await logsOf(theirs)).toEqual(after);
    expect(await verify(theirs)).toMatchObject({ ok: true, findings: [] });
    await expectSame(theirs);

    const target = join(lab.path("restored"), "graph.db");
    await restore(theirs, target, { to: { transaction: baseEndTx } });
    expect(await lab.verify(target, VERSION)).toEqual({
      ...facts,
      lastTx: baseEndTx,
      consistent: true,
    });

    const source = await serveDirectory({ directory: theirs, port: SERVED_PORT });
    const served = lab.path("served");
    try {
      expect(await lab.officialBackup(SERVED_PORT, served, VERSION)).toMatchObject({ exit: 0 });
    } finally {
      await source.close();
    }
    await expectSame(served);
  });

  test("a directory whose Neo4j was killed is continued from where its log ends", async () => {
    const killed = lab.data("killed");
    const other = await lab.start({ version: VERSION, directory: killed, port: PORT + 10 });
    await other.sendAll("load 60", "load 20 2");
    const directory = lab.path("killed");
    const lost = await other.facts();
    await cp(killed, directory, { recursive: true });
    await other.stop();
    const again = await lab.start({ version: VERSION, directory: killed, port: PORT + 10 });
    await again.sendAll("load 15", "update 20");
    expect(await inspect(directory)).toMatchObject({ lastTx: lost.lastTx, baseEndTx: lost.lastTx });
    await OnlineBackup.from("127.0.0.1", PORT + 10).incremental(directory);
    expect(await verify(directory)).toMatchObject({ ok: true, findings: [] });
    const { consistent, ...found } = await lab.verify(directory, VERSION);
    expect({ ...found, consistent }).toEqual({ ...(await again.facts()), consistent: true });
    await again.stop();
  });

  test("followed, it opens with the server's content, and its log is one file still", async () => {
    const directory = lab.path("followed");
    await backup.full(directory);
    const controller = new AbortController();
    let lastTx = 0;
    const followed = backup.follow(directory, {
      everyMillis: 20,
      rollMillis: 50,
      rollBytes: 1000,
      signal: controller.signal,
      onPull: (report) => {
        lastTx = report.lastTx;
      },
    });
    await server.sendAll("load 60 1", "update 40", "legacy 10 other");
    const facts = await server.facts();
    await expect.poll(() => lastTx, { timeout: 60_000 }).toBe(facts.lastTx);
    controller.abort();
    expect(await followed).toMatchObject({ lastTx: facts.lastTx });
    expect(await logsOf(directory)).toHaveLength(1);
    expect(await verify(directory)).toMatchObject({ ok: true, findings: [] });
    await expectSame(directory);
  });

  test("an end that was torn while it was added to is opened, at a whole transaction", async () => {
    const directory = lab.path("torn-from");
    await backup.full(directory);
    const [log = ""] = await logsOf(directory);
    const from = (await stat(join(directory, log))).size;
    const { lastTx: before } = await server.facts();
    await server.sendAll("load 30 1");
    await backup.incremental(directory);
    const { lastTx: after } = await server.facts();
    const to = (await stat(join(directory, log))).size;
    const whole = await readFile(join(directory, log));
    for (let n = 1; n <= TORN; n++) {
      const torn = join(lab.path(`torn-${n}`), "graph.db");
      await cp(directory, torn, { recursive: true });
      const cut = from + Math.floor(((to - from) * n) / (TORN + 1)) + n;
      await truncate(join(torn, log), cut);
      const { lastTx, consistent } = await lab.verify(torn, VERSION);
      expect(consistent, `${cut} of ${to} bytes`).toBe(true);
      expect(lastTx).toBeGreaterThanOrEqual(before);
      expect(lastTx).toBeLessThan(after);
      expect((await backup.incremental(torn)).lastTx).toBe(after);
      expect(await readFile(join(torn, log))).toEqual(whole);
      await rm(torn, { recursive: true });
    }
  });
});
