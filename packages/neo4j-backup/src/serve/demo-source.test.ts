import { mkdir, readdir, stat, truncate, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspect, OnlineBackup, probe, verify } from "../index.ts";
import { DemoLog } from "./demo-log.ts";
import { startDemoSource } from "./demo-source.ts";
import { readSample } from "./sample.ts";
import { shopFacts } from "./shop-facts.ts";
import { purchasesAfter } from "./shop-growth.ts";
import { SAMPLE, Scratch } from "./testing/served-sample.ts";

let scratch: Scratch;
beforeAll(async () => {
  scratch = await Scratch.make();
});
afterAll(() => scratch.end());

async function grow(directory: string, count: number, rotateAtBytes?: number): Promise<number> {
  await DemoLog.prepare(directory);
  const log = await DemoLog.open(directory, rotateAtBytes);
  for (let i = 0; i < count; i++) await log.append(1_700_000_000_000 + i);
  await log.close();
  return log.lastTx;
}

describe("the demo source", () => {
  it("gains transactions, which clients get, and goes on after a restart", async () => {
    const directory = scratch.path("demo");
    const target = scratch.path("target");
    const first = await startDemoSource({ directory, everyMillis: 5 });
    const full = await OnlineBackup.from("127.0.0.1", first.port).full(target);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await first.close();
    const { lastTx } = await inspect(directory);
    expect(lastTx).toBeGreaterThan(full.lastTx);
    const second = await startDemoSource({ directory, everyMillis: 5 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const outcome = await OnlineBackup.from("127.0.0.1", second.port).incremental(target);
    await second.close();
    expect(outcome.lastTx).toBeGreaterThan(lastTx);
    expect((await verify(target)).ok).toBe(true);
    expect((await verify(directory)).findings).toEqual([]);
  });

  it("cuts a torn transaction and writes it again", async () => {
    const directory = scratch.path("torn");
    const lastTx = await grow(directory, 4);
    const path = join(directory, "neostore.transaction.db.3");
    await truncate(path, (await stat(path)).size - 1);
    expect(await grow(directory, 1)).toBe(lastTx);
    expect((await verify(directory)).findings).toEqual([]);
  });

  it("writes the same records whether or not it was stopped in between", async () => {
    const [once, twice] = [scratch.path("once"), scratch.path("twice")];
    await grow(once, 7);
    await grow(twice, 3);
    await grow(twice, 4);
    const size = async (d: string) => (await stat(join(d, "neostore.transaction.db.3"))).size;
    expect(await size(twice)).toBe(await size(once));
  });

  it("begins a new log when one is long enough", async () => {
    const directory = scratch.path("rotated");
    expect(await grow(directory, 12, 3000)).toBe(SAMPLE.lastTx + 12);
    const logs = (await readdir(directory)).filter((n) => n.startsWith("neostore.transaction"));
    expect(logs.length).toBeGreaterThan(5);
    expect((await inspect(directory)).lastTx).toBe(SAMPLE.lastTx + 12);
    expect((await verify(directory)).findings).toEqual([]);
    expect(await grow(directory, 1)).toBe(SAMPLE.lastTx + 13);
  });

  it("finishes an unpacking that was interrupted", async () => {
    const directory = scratch.path("interrupted");
    await grow(directory, 0);
    await unlink(join(directory, "neostore"));
    expect(await grow(directory, 1)).toBe(SAMPLE.lastTx + 1);
  });

  it("refuses a directory that holds something else", async () => {
    const foreign = scratch.path("foreign");
    await grow(foreign, 0);
    await writeFile(join(foreign, "neostore"), Buffer.alloc(8192));
    await expect(startDemoSource({ directory: foreign })).rejects.toThrow();
    await mkdir(scratch.path("papers"));
    await writeFile(scratch.path("papers/letter.txt"), "Dear reader");
    await expect(startDemoSource({ directory: scratch.path("papers") })).rejects.toMatchObject({
      code: "not-a-backup",
    });
  });

  it("leaves a running one alone when its port is taken", async () => {
    const directory = scratch.path("running");
    const first = await startDemoSource({ directory, everyMillis: 10_000 });
    await expect(startDemoSource({ directory, port: first.port })).rejects.toMatchObject({
      code: "usage",
    });
    await probe({ host: "127.0.0.1", port: first.port });
    await first.close();
  });
});

describe("how the shop grows", () => {
  it("knows the sample's tokens, and ids that are free", async () => {
    const files = await readSample();
    const facts = shopFacts((name) => files.get(name) ?? Buffer.alloc(0));
    expect(new Set(Object.values(facts.key)).size).toBe(7);
    expect(facts.label.order).not.toBe(facts.label.customer);
    expect(facts.first.node).toBeGreaterThan(280);
    expect(facts.first.relationship).toBeGreaterThan(696);
  });

  it("makes two purchases in three transactions", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 300].map(purchasesAfter)).toEqual([0, 1, 2, 2, 3, 4, 4, 200]);
  });
});
