/** What happens when a real Neo4j has pruned the transactions that follow the backup. */
import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspect, OnlineBackup, verify } from "../../src/index.ts";
import { stateOf } from "../hostile/directory-state.ts";
import { CuttingProxy } from "./cutting-proxy.ts";
import { type Facts, Lab, missingTools, type Server } from "./neo4j-lab.ts";

const PORT = 7950;

describe.skipIf(missingTools)("a real Neo4j that keeps one log file", { timeout: 400_000 }, () => {
  let lab: Lab;
  let server: Server;
  let directory: string;
  let before: Facts;
  const backup = OnlineBackup.from("127.0.0.1", PORT);

  /** Writes over a megabyte, rotates and prunes, until the log that follows the backup is gone. */
  async function prune(): Promise<void> {
    for (let i = 0; i < 3; i++)
      await server.sendAll("big 300000 900000", "load 50 5", "rotate", "checkpoint");
  }
  const start = async () => {
    const settings = ["rotation=1M", "retention=1 files"];
    server = await lab.start({ directory: lab.data("db"), port: PORT, settings });
  };

  beforeAll(async () => {
    lab = await Lab.make();
    directory = lab.path("backup");
    await start();
    await server.sendAll("load 800", "index Person name", "legacy 100", "dense 60");
    await backup.full(directory);
    await server.send("load 20 1");
    await backup.incremental(directory);
    before = await server.facts();
    await prune();
  });
  afterAll(() => lab?.end());

  test("an incremental backup is refused with the reason, and changes nothing", async () => {
    const state = stateOf(directory);
    await expect(backup.incremental(directory)).rejects.toMatchObject({
      code: "transactions-missing",
      retry: "full-instead",
      server: { className: expect.stringContaining("NoSuchTransactionException") },
      safe: expect.stringContaining("every restore point"),
    });
    expect(stateOf(directory)).toEqual(state);
  });

  test("the old backup is untouched when the full backup that should replace it is cut", async () => {
    const state = stateOf(directory);
    const proxy = await CuttingProxy.start(PORT, 200_000, ({ cut }) => cut());
    await expect(
      OnlineBackup.from("127.0.0.1", proxy.port).backup(directory),
    ).rejects.toMatchObject({ code: "closed-early" });
    await proxy.close();
    expect(stateOf(directory)).toEqual(state);
    expect((await readdir(lab.root)).filter((n) => n.startsWith("backup"))).toEqual(["backup"]);
  });

  test("the old backup is untouched when the server is killed in the middle of that full backup", async () => {
    const state = stateOf(directory);
    const proxy = await CuttingProxy.start(PORT, 200_000, () => server.kill9());
    await expect(
      OnlineBackup.from("127.0.0.1", proxy.port).withTimeout(5_000).backup(directory),
    ).rejects.toMatchObject({ code: "closed-early" });
    await proxy.close();
    expect(stateOf(directory)).toEqual(state);
    await start();
    const { consistent, ...facts } = await lab.verify(directory);
    expect({ consistent, facts }).toEqual({ consistent: true, facts: before });
  });

  test("a full backup is made instead, says why, and keeps the old one", async () => {
    const now = await server.facts();
    const outcome = await backup.backup(directory);
    expect(outcome).toMatchObject({
      kind: "full",
      directory,
      fellBackBecause: { code: "transactions-missing" },
      lastTx: now.lastTx,
    });
    expect(outcome.fellBackBecause?.message).toContain("NoSuchTransactionException");
    const previous = outcome.previousDirectory ?? "";
    expect(previous).toMatch(/\/backup\.previous-\d{8}T\d{6}Z/);
    expect(await lab.verify(previous)).toEqual({ ...before, consistent: true });
    expect(await lab.verify(directory)).toEqual({ ...now, consistent: true });
    for (const path of [previous, directory])
      expect(await verify(path)).toMatchObject({ ok: true, findings: [] });
    expect((await inspect(previous)).lastTx).toBe(before.lastTx);
  });

  test("the backup that was made instead is continued", async () => {
    await server.send("load 5 1");
    expect(await backup.backup(directory)).toMatchObject({ kind: "incremental", transactions: 5 });
    expect(await lab.verify(directory)).toEqual({ ...(await server.facts()), consistent: true });
  });

  test("each fall-back keeps the backup before it", async () => {
    await prune();
    const first = await backup.backup(directory);
    await prune();
    const second = await backup.backup(directory);
    expect(first.fellBackBecause?.code).toBe("transactions-missing");
    expect(second.fellBackBecause?.code).toBe("transactions-missing");
    const kept = (await readdir(lab.root)).filter((n) => n.startsWith("backup.previous-"));
    expect(kept).toHaveLength(3);
    for (const name of kept) expect(await verify(lab.path(name))).toMatchObject({ ok: true });
  });
});
