/** Full and incremental backups of a real Neo4j 2.3.3, judged by its own database and checker. */
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspect, OnlineBackup, verify } from "../../src/index.ts";
import { BackupChild } from "../faults/child/run-child.ts";
import { type Facts, Lab, missingTools, type Server } from "./neo4j-lab.ts";
import { cutAt } from "./restore-point.ts";

const PORT = 7940;
const MIB = 1024 * 1024;
type HowMade = Parameters<Lab["verify"]>[2];
const UNDER_LOAD: HowMade = { underLoad: true };
/** Every kind of record, index and command that 2.3 has. */
const EVERYTHING = [
  "load 1500",
  "index Person name",
  "constraint Account seq",
  "legacy 300",
  "legacyrel 150",
  "dense 120",
  "tokens 70",
  "update 600",
  "delete 80",
  "tiny 1 1",
];

describe.skipIf(missingTools)("backups of a real Neo4j 2.3.3", { timeout: 400_000 }, () => {
  let lab: Lab;
  let server: Server;
  let child: BackupChild;
  const backup = OnlineBackup.from("127.0.0.1", PORT);

  /** The backup opens with the same content as the server, and nothing is wrong with it. */
  async function expectSameAs(facts: Facts, directory: string, how: HowMade = {}): Promise<void> {
    const { consistent, ...found } = await lab.verify(directory, "2.3", how);
    expect(found).toEqual(facts);
    expect(consistent, "the official checker finds nothing").toBe(true);
  }
  async function expectSound(directory: string, how: HowMade = {}): Promise<void> {
    expect((await verify(directory)).findings).toEqual([]);
    await expectSameAs(await server.facts(), directory, how);
  }

  beforeAll(async () => {
    lab = await Lab.make();
    child = await BackupChild.make();
    server = await lab.start({ directory: lab.data("db"), port: PORT });
    await server.sendAll(...EVERYTHING);
  });
  afterAll(async () => {
    await lab?.end();
    await child?.remove();
  });

  describe("one directory, from its full backup on", () => {
    let directory: string;
    const points: Facts[] = [];

    beforeAll(() => {
      directory = lab.path("backup");
    });

    test("a full backup of an idle server has its content, and its checker finds nothing", async () => {
      const facts = await server.facts();
      const outcome = await backup.full(directory);
      expect(outcome).toMatchObject({ kind: "full", dialect: 1, lastTx: facts.lastTx });
      expect(outcome.store.storeVersion).toBe("v0.A.6");
      expect(outcome.transactions).toBe(0);
      expect(await backup.isConsistent()).toBe(true);
      await expectSound(directory);
    });

    test("an incremental backup with nothing new writes nothing and says so", async () => {
      const before = await inspect(directory);
      const outcome = await backup.incremental(directory);
      expect(outcome).toMatchObject({ kind: "incremental", nothingNew: true, transactions: 0 });
      expect(outcome.logFile).toBeUndefined();
      expect(await inspect(directory)).toEqual(before);
    });

    test("an incremental backup of 10 transactions adds one log file", async () => {
      for (let i = 0; i < 10; i++) {
        await server.send("load 1 1");
        points.push(await server.facts());
      }
      const outcome = await backup.incremental(directory);
      expect(outcome).toMatchObject({
        transactions: 10,
        nothingNew: false,
        lastTx: points[9]?.lastTx,
        logFile: { transactions: 10, lastTx: points[9]?.lastTx },
      });
      await expectSound(directory);
    });

    test("an incremental backup brings every kind of command", async () => {
      await server.sendAll(
        ...EVERYTHING.map((line) =>
          line.replace("Person name", "Tag name").replace("Account seq", "Document seq"),
        ),
      );
      await server.sendAll("legacy 50 other", "legacydrop legacy", "delete 200", "update 300");
      await backup.incremental(directory);
      await expectSound(directory);
    });

    test("one log entry of over 6 MB passes", async () => {
      await server.send("big 3500000 7000000");
      const outcome = await backup.incremental(directory);
      expect(outcome.bytes).toBeGreaterThan(10 * MIB);
      await expectSound(directory);
    });

    test("20,000 small transactions come in one incremental backup", async () => {
      await server.send("load 1000 1 4");
      await server.send("tiny 19000");
      points.push(await server.facts());
      const outcome = await backup.incremental(directory);
      expect(outcome.transactions).toBe(20_000);
      await expectSound(directory);
    });

    test("every earlier transaction is still a restore point", async () => {
      for (const i of [3, 6, 9, 10]) {
        const facts = points[i] as Facts;
        const cut = lab.path(`cut-${facts.lastTx}`);
        await cutAt(directory, cut, facts.lastTx);
        await expectSameAs(facts, cut);
      }
    });

    test("the official tool, a Neo4j and we continue the directory in turn", async () => {
      const theirs = async () => {
        await server.sendAll("load 40 2", "update 30");
        expect(await lab.officialBackup(PORT, directory)).toMatchObject({ exit: 0 });
        await expectSameAs(await server.facts(), directory);
      };
      const ours = async () => {
        await server.sendAll("load 30 2", "delete 5", "legacy 20");
        const before = await inspect(directory);
        const outcome = await backup.incremental(directory);
        expect(outcome.transactions).toBe(outcome.lastTx - before.lastTx);
        expect(outcome.transactions).toBeGreaterThan(0);
        await expectSound(directory);
      };
      await theirs();
      await ours();
      expect((await inspect(directory)).adopted).toBe(true);
      await theirs();
      const last = (await inspect(directory)).lastTx;
      expect((await lab.openInPlace(directory)).lastTx).toBe(last);
      await ours();
      await ours();
    });
  });

  const underLoad = (): string => lab.path("under-load");

  test("a full backup under write load is whole, and its incremental catches up", async () => {
    const directory = underLoad();
    // a second try begins anew
    await rm(directory, { recursive: true, force: true });
    await server.send("background load 2000 2 2");
    await server.send("sleep 200");
    const { outcome, maxRssBytes } = await child.run({
      operation: "full",
      host: "127.0.0.1",
      port: PORT,
      directory,
    });
    expect(outcome?.transactions).toBeGreaterThan(0);
    expect(maxRssBytes).toBeLessThan(150 * MIB);
    console.info(
      `full under load: ${outcome?.bytes} bytes, ${outcome?.transactions} transactions with it, ${Math.round(maxRssBytes / MIB)} MB RSS`,
    );
    await server.send("join");
    const alone = await lab.verify(directory, "2.3", UNDER_LOAD);
    expect(alone).toMatchObject({ lastTx: outcome?.lastTx, consistent: true });
    expect(await backup.incremental(directory)).toMatchObject({ nothingNew: false });
    await expectSound(directory, UNDER_LOAD);
  });

  test("an incremental backup under write load ends at a whole transaction", async () => {
    const directory = underLoad();
    await server.send("background load 800 1 2");
    const outcome = await backup.incremental(directory);
    await server.send("join");
    const alone = await lab.verify(directory, "2.3", UNDER_LOAD);
    expect(alone).toMatchObject({ lastTx: outcome.lastTx, consistent: true });
    await backup.incremental(directory);
    await expectSound(directory, UNDER_LOAD);
  });

  test("a directory of the official tool's, made just after a log rotation, gets a bridging check point", async () => {
    const directory = lab.path("official");
    await server.sendAll("load 20 1", "rotate");
    expect(await lab.officialBackup(PORT, directory)).toMatchObject({ exit: 0 });
    const { logFiles } = await inspect(directory);
    await server.send("load 5 1");
    const outcome = await backup.incremental(directory);
    expect(outcome).toMatchObject({ transactions: 5 });
    const handle = await open(join(directory, outcome.logFile?.name ?? ""));
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 16);
    await handle.close();
    expect([...buffer], "begins with a check point").toEqual([0xfb, 7]);
    expect(logFiles.map((l) => l.name)).not.toContain(outcome.logFile?.name);
    await expectSound(directory);
    await server.send("load 5 1");
    expect(await lab.officialBackup(PORT, directory)).toMatchObject({ exit: 0 });
    await expectSameAs(await server.facts(), directory);
    await server.send("load 5 1");
    expect(await backup.incremental(directory)).toMatchObject({ transactions: 5 });
    await expectSound(directory);
  });

  test("the checker that judges here does find a broken store", async () => {
    const broken = lab.path("broken");
    await backup.full(broken);
    const handle = await open(join(broken, "neostore.relationshipstore.db"), "r+");
    await handle.write(Buffer.alloc(340, 0), 0, 340, 34 * 20);
    await handle.close();
    const judged = await lab.verify(broken).then(
      ({ consistent }) => consistent,
      () => false,
    );
    expect(judged).toBe(false);
    expect(await verify(broken)).toMatchObject({
      ok: false,
      findings: [{ code: "changed-file", file: "neostore.relationshipstore.db" }],
    });
  });

  test("one transaction of a million commands passes, in under 150 MB", async () => {
    const directory = underLoad();
    await backup.incremental(directory);
    await server.send("bare 1000000");
    const { outcome, maxRssBytes } = await child.run({
      operation: "incremental",
      host: "127.0.0.1",
      port: PORT,
      directory,
    });
    expect(outcome?.transactions).toBe(1);
    expect(maxRssBytes).toBeLessThan(150 * MIB);
    console.info(`incremental of 1 M commands: ${Math.round(maxRssBytes / MIB)} MB RSS`);
    await expectSound(directory, UNDER_LOAD);
  });
});
