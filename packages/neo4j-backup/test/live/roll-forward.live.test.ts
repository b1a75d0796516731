/** A new base out of base and log, and a restore with its transactions applied, opened by a real Neo4j 2.3.3. */
import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  checkBackup,
  inspect,
  OnlineBackup,
  restore,
  rollForward,
  verify,
} from "../../src/index.ts";
import { type Facts, Lab, missingTools, type Server } from "./neo4j-lab.ts";

const PORT = 7947;

describe.skipIf(missingTools)("a backup that is applied without Neo4j", () => {
  let lab: Lab;
  let server: Server;
  let backup: string;
  let facts: Facts;
  const online = OnlineBackup.from("127.0.0.1", PORT);

  beforeAll(async () => {
    lab = await Lab.make();
    server = await lab.start({ directory: lab.data("db"), port: PORT });
    await server.sendAll("load 800 50", "index Person name", "legacy 40 places");
    backup = lab.path("backup");
    await online.full(backup);
    await server.sendAll(
      "constraint Account seq",
      "load 200 5",
      "dense 90",
      "tokens 12",
      "update 300 5",
      "delete 60 5",
    );
    await online.incremental(backup);
    facts = await server.facts();
  });
  afterAll(() => lab?.end());

  test("rolls forward to a new base with the same content, which is then continued", async () => {
    const target = lab.path("rolled");
    const outcome = await rollForward(backup, target);
    expect(outcome).toMatchObject({ baseEndTx: facts.lastTx, consistency: { ok: true } });
    expect(existsSync(`${target}/schema`)).toBe(false);
    expect((await verify(target)).findings).toEqual([]);
    expect((await inspect(target)).baseEndTx).toBe(facts.lastTx);
    expect(await lab.verify(target)).toEqual({ ...facts, consistent: true });

    await server.sendAll("load 50 5", "update 40 4");
    expect((await online.incremental(target)).nothingNew).toBe(false);
    expect(await lab.verify(target)).toEqual({ ...(await server.facts()), consistent: true });
  });

  test("restores with the transactions applied, and Neo4j finds the same", async () => {
    const target = lab.path("applied");
    const { baseEndTx } = await inspect(backup);
    const outcome = await restore(backup, target, {
      to: { transaction: facts.lastTx },
      replayed: true,
    });
    expect(outcome.replayed?.transactions).toBe(facts.lastTx - baseEndTx);
    expect(await lab.verify(target)).toEqual({ ...facts, consistent: true });
  });

  test("finds the source consistent at its end and at a transaction before", async () => {
    expect(await online.isConsistent()).toBe(true);
    const { baseEndTx } = await inspect(backup);
    const verdict = await checkBackup(backup, { toTransaction: baseEndTx + 20 });
    expect(verdict).toMatchObject({ ok: true, lastTx: baseEndTx + 20 });
  });

  test("refuses to roll forward over changes of a legacy index, and leaves nothing", async () => {
    const other = lab.path("legacy");
    await online.full(other);
    await server.send("legacy 10 places");
    await online.incremental(other);
    const target = lab.path("refused");
    await expect(rollForward(other, target)).rejects.toMatchObject({ code: "not-replayable" });
    expect(existsSync(target)).toBe(false);
    expect(existsSync(`${target}.holdfast-new`)).toBe(false);
  });
});
