/** What we serve, judged by the official Java tool, a real Neo4j 2.3.3 and its checker. */
import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspect, OnlineBackup } from "../../src/index.ts";
import { type RunningServer, serveDirectory, startDemoSource } from "../../src/serve/index.ts";
import { purchasesAfter } from "../../src/serve/shop-growth.ts";
import { type Facts, Lab, missingTools } from "./neo4j-lab.ts";

const PORT = 7930;
const DEMO_EVERY_MILLIS = 15;
/** What the committed sample holds. */
const SAMPLE = { lastTx: 231, nodes: 280, rels: 696 };

describe.skipIf(missingTools)("serving", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.make();
  });
  afterAll(async () => {
    await lab?.end();
  });

  /** The official tool with its defaults: after a full backup it checks consistency. */
  const officialTool = (port: number, directory: string) =>
    lab.run("backup", "2.3", "-host", "127.0.0.1", "-port", String(port), "-to", directory);

  async function expectSame(directory: string, facts: Facts): Promise<void> {
    const { consistent, ...found } = await lab.verify(directory);
    expect(found).toEqual(facts);
    expect(consistent).toBe(true);
  }

  describe("a backup of a real server with every kind of record", () => {
    let source: string;
    let facts: Facts;
    let fullEnd: number;

    beforeAll(async () => {
      source = lab.path("source");
      const server = await lab.start({ directory: lab.data("db"), port: PORT });
      const backup = OnlineBackup.from("127.0.0.1", PORT);
      await server.sendAll("load 900", "index Person name", "constraint Account seq", "legacy 200");
      fullEnd = (await backup.full(source)).lastTx;
      await server.sendAll("load 300 10", "update 200 10", "delete 40 10");
      await backup.incremental(source);
      await server.sendAll("load 60 1");
      await backup.incremental(source);
      facts = await server.facts();
      await server.stop();
    });

    let upTo = 0;
    let served: RunningServer;
    beforeAll(async () => {
      served = await serveDirectory({ directory: source, port: PORT + 1, reveal: () => upTo });
    });
    afterAll(async () => {
      await served?.close();
    });

    test("the official tool takes a full and an incremental from it, and its own check passes", async () => {
      const target = lab.path("official");
      upTo = fullEnd + 7;
      const full = await officialTool(served.port, target);
      expect(full.output).toMatch(/Checking node and relationship counts.*100%.*Done/s);
      expect(full.exit).toBe(0);
      expect((await lab.digest(target)).lastTx).toBe(fullEnd + 7);
      upTo = Number.MAX_SAFE_INTEGER;
      const incremental = await officialTool(served.port, target);
      expect(incremental.output).toMatch(/Transactions applied\s+Done/);
      expect(incremental.exit).toBe(0);
      await expectSame(target, facts);
    });

    test("our own client takes both too, with the same content", async () => {
      const target = lab.path("ours");
      const backup = OnlineBackup.from("127.0.0.1", served.port);
      upTo = fullEnd;
      await backup.full(target);
      upTo = Number.MAX_SAFE_INTEGER;
      const outcome = await backup.incremental(target);
      expect(outcome.lastTx).toBe(facts.lastTx);
      await expectSame(target, facts);
    });

    test("the official tool understands that logs are pruned, and makes a full backup by itself", async () => {
      const target = lab.path("pruned");
      upTo = fullEnd;
      expect((await officialTool(served.port, target)).exit).toBe(0);
      const pruned = await serveDirectory({
        directory: source,
        port: PORT + 2,
        oldestTx: fullEnd + 5,
      });
      try {
        const { exit, output } = await officialTool(pruned.port, target);
        expect(output).toContain("Existing backup is too far out of date");
        expect(exit).toBe(0);
        await expectSame(target, facts);
      } finally {
        await pruned.close();
      }
    });
  });

  test("the demo source's transactions are real: recovered, counted, indexed, consistent", async () => {
    const directory = lab.path("demo");
    const options = { directory, port: PORT + 3, everyMillis: DEMO_EVERY_MILLIS };
    const official = lab.path("demo-official");
    const ours = lab.path("demo-ours");
    const backup = OnlineBackup.from("127.0.0.1", options.port);

    const first = await startDemoSource(options);
    expect((await officialTool(first.port, official)).exit).toBe(0);
    await backup.full(ours);
    await backup.incremental(ours);
    await first.close();

    const cut = (await inspect(directory)).logFiles.at(-1);
    if (!cut) throw new Error("the demo has no log file");
    await truncate(join(directory, cut.name), cut.bytes - 7);
    const second = await startDemoSource(options);
    await new Promise((resolve) => setTimeout(resolve, 40 * DEMO_EVERY_MILLIS));
    expect((await officialTool(second.port, official)).exit).toBe(0);
    await second.close();

    const found = await lab.verify(official);
    const grown = found.lastTx - SAMPLE.lastTx;
    expect(grown).toBeGreaterThan(40);
    expect(found).toMatchObject({
      consistent: true,
      nodes: SAMPLE.nodes + 2 * purchasesAfter(grown),
      rels: SAMPLE.rels + purchasesAfter(grown),
    });
    expect(await lab.verify(ours)).toMatchObject({ consistent: true });
    // And the directory itself is one that a Neo4j opens.
    expect(await lab.verify(directory)).toMatchObject({ consistent: true });
  });
});
