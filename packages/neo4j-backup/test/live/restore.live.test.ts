/** Restores to random transactions of a random workload, each judged by a real Neo4j 2.3.3. */
import { readFile, rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspect, OnlineBackup, planRestore, restore } from "../../src/index.ts";
import { type Facts, Lab, missingTools, type Server } from "./neo4j-lab.ts";
import { nightlySeed, randomFrom } from "./seed.ts";

const PORT = 7946;
const POINTS = 20;
const STEPS = 100;
/** About twenty transactions each. */
function step(random: (n: number) => number, i: number): string {
  if (i === 10) return "index Person name";
  if (i === 30) return "constraint Account seq";
  if (i === 50) return `index Person age`;
  const kinds = [
    "load 20 1",
    "load 20 1",
    "update 20 1",
    "update 20 1",
    "delete 8 1",
    "legacy 3 places",
    "dense 60",
    "tokens 5",
  ];
  return kinds[random(kinds.length)] as string;
}

describe.skipIf(missingTools)("restores of a random workload on a real Neo4j 2.3.3", () => {
  let lab: Lab;
  let server: Server;
  let directory: string;
  const points: { facts: Facts; at: number }[] = [];
  let random: (n: number) => number;

  beforeAll(async () => {
    const draw = randomFrom(nightlySeed());
    random = (n) => Math.floor(draw() * n);
    lab = await Lab.make();
    server = await lab.start({ directory: lab.data("db"), port: PORT });
    await server.sendAll("load 300 10", "dense 80");
    directory = lab.path("backup");
    const backup = OnlineBackup.from("127.0.0.1", PORT);
    await backup.full(directory);
    const chosen = new Set<number>();
    while (chosen.size < POINTS) chosen.add(random(STEPS));
    for (let i = 0; i < STEPS; i++) {
      await server.send(step(random, i));
      if (chosen.has(i)) {
        points.push({ facts: await server.facts(), at: Date.now() });
        // Two points a millisecond apart could not be told apart by time.
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      if (random(10) === 0) await backup.incremental(directory);
    }
    await backup.incremental(directory);
  }, 600_000);

  afterAll(() => lab?.end());

  test(`${POINTS} transactions of it: content as recorded, the official checker finds nothing`, async () => {
    expect(points).toHaveLength(POINTS);
    const before = await readFile(`${directory}/neostore`);
    for (const { facts } of points) {
      const target = lab.path(`restored-${facts.lastTx}`);
      const outcome = await restore(directory, target, { to: { transaction: facts.lastTx } });
      expect(outcome.isProven).toBe(true);
      expect(outcome.plan.reached.tx).toBe(facts.lastTx);
      const { consistent, ...found } = await lab.verify(target);
      expect(found).toEqual(facts);
      expect(consistent, `transaction ${facts.lastTx}`).toBe(true);
      await rm(target, { recursive: true });
    }
    expect(await readFile(`${directory}/neostore`), "the backup is only read").toEqual(before);
  }, 600_000);

  test("a time means the last commit at or before it", async () => {
    for (const { facts, at } of points.slice(0, 5)) {
      const plan = await planRestore(directory, { to: { time: at } });
      expect(plan.reached.tx).toBe(facts.lastTx);
      expect(plan.reached.committedAt).toBeLessThanOrEqual(at);
      const { lastTx } = await inspect(directory);
      expect(plan.leftOut.transactions).toBe(lastTx - facts.lastTx);
      if (plan.leftOut.firstCommitAt !== undefined)
        expect(plan.leftOut.firstCommitAt).toBeGreaterThan(at);
    }
  });

  test("points outside of the backup are refused, with the range", async () => {
    const { baseEndTx, lastTx } = await inspect(directory);
    for (const transaction of [baseEndTx - 1, lastTx + 1, 1.5])
      await expect(planRestore(directory, { to: { transaction } })).rejects.toMatchObject({
        code: "not-a-restore-point",
        detail: expect.stringContaining(`from ${baseEndTx} to ${lastTx}`),
      });
    await expect(planRestore(directory, { to: { time: 0 } })).rejects.toMatchObject({
      code: "not-a-restore-point",
    });
  });
});
