import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listSets, type SetDto } from "../backup-sets/index.ts";
import { testContext } from "../testing/context.ts";
import {
  SAMPLE,
  type SampleSource,
  sampleDatabase,
  sampleSet,
  startSampleSource,
} from "../testing/sample-source.ts";
import { carriedOut, startTestWorker } from "../testing/worker.ts";
import { deleteSet } from "../worker/delete-set.ts";
import type { RunningWorker } from "../worker/worker.ts";
import { nearest, page, timeline, tokens, transaction } from "./index.ts";

const ctx = testContext();
let worker: RunningWorker;
let source: SampleSource;
let set: SetDto;

beforeAll(async () => {
  worker = await startTestWorker(ctx);
  source = await startSampleSource();
  set = await sampleSet(ctx, source, await sampleDatabase(ctx, source));
});
afterAll(async () => {
  await worker.stop();
  await source.close();
});

const idsOf = (found: { items: { tx: number }[] }): number[] => found.items.map((one) => one.tx);
const down = (from: number, to: number): number[] =>
  Array.from({ length: from - to + 1 }, (_, at) => from - at);

test("a backup makes the indexes of its transactions, and the set says their size", async () => {
  expect(set.logFiles.length).toBeGreaterThanOrEqual(3);
  expect(set.indexBytes).toBeGreaterThan(0);
  expect(fs.readdirSync(path.join(set.directory, "index")).sort()).toEqual(
    set.logFiles.map((file) => file.name).sort(),
  );
  expect((await timeline(ctx, set.id)).indexBytes).toBe(set.indexBytes);
});

test("pages go from the newest transaction to the oldest, each once, across log files", async () => {
  const seen: number[] = [];
  let before: number | undefined;
  for (let pages = 0; ; pages++) {
    const found = await page(ctx, { setId: set.id, limit: 5, ...(before ? { before } : {}) });
    seen.push(...idsOf(found));
    if (found.next === null) break;
    expect(found.items).toHaveLength(5);
    before = found.next;
    expect(pages).toBeLessThan(100);
  }
  const all = await timeline(ctx, set.id);
  expect(seen).toHaveLength(all.transactions);
  expect(seen.filter((tx) => tx > SAMPLE.baseEndTx)).toEqual(down(231, 220));
  expect([...seen].sort((a, b) => b - a)).toEqual(seen);
});

test("filters keep what they name: a range, a time, a label by its id", async () => {
  const range = await page(ctx, { setId: set.id, filter: { firstTx: 222, lastTx: 229 } });
  expect(idsOf(range)).toEqual(down(229, 222));
  const middle = range.items[3];
  const to = new Date(middle?.committedAt ?? 0);
  expect(idsOf(await page(ctx, { setId: set.id, filter: { to } }))[0]).toBe(middle?.tx);
  const known = await tokens(ctx, set.id);
  const order = known.labels.find(({ name }) => name === "Order");
  const orders = await page(ctx, {
    setId: set.id,
    filter: { label: order?.id, operations: ["node-created"], firstTx: 220 },
  });
  expect(orders.items.length).toBeGreaterThan(0);
  for (const one of orders.items)
    expect(one.byTokenNamed).toContainEqual(expect.objectContaining({ name: "Order" }));
});

test("one transaction is read with the values before and after, by name", async () => {
  const detail = await transaction(ctx, { setId: set.id, tx: SAMPLE.lastTx });
  expect(detail.tx).toBe(SAMPLE.lastTx);
  expect(detail.entities.length).toBeGreaterThan(0);
  const properties = detail.entities.flatMap((entity) => entity.properties);
  expect(properties.some((one) => one.after?.text)).toBe(true);
  await expect(transaction(ctx, { setId: set.id, tx: 4_000 })).rejects.toMatchObject({
    name: "Refusal",
    kind: "not-found",
  });
});

test("the time line adds up to all transactions and knows the runs and both ends", async () => {
  const line = await timeline(ctx, set.id);
  expect(line).toMatchObject({ firstTx: SAMPLE.baseEndTx, lastTx: SAMPLE.lastTx });
  expect(line.minutes.reduce((sum, one) => sum + one.transactions, 0)).toBe(line.transactions);
  expect(line.minutes.length).toBeLessThanOrEqual(400);
  expect(line.runs.map((run) => run.result)).toEqual(["full", "incremental", "incremental"]);
  expect(line.lastAt).toEqual(set.lastCommitAt);
});

test("the point nearest to a time is the last commit at or before it, with its neighbours", async () => {
  const { items } = await page(ctx, { setId: set.id, filter: { firstTx: 220 } });
  const one = items.find((each) => each.tx === 226);
  const next = items.find((each) => each.tx === 227);
  const found = await nearest(ctx, { setId: set.id, tx: 226 });
  expect(found).toMatchObject({ tx: 226, previous: { tx: 226 }, next: { tx: 227 } });
  expect(found.committedAt?.getTime()).toBe(one?.committedAt);
  expect(found.next?.committedAt.getTime()).toBe(next?.committedAt);
  expect(found.next?.sentence).toMatch(/^(creates|deletes|changes) /);
  const at = new Date((next?.committedAt ?? 0) - 1);
  const byTime = await nearest(ctx, { setId: set.id, at });
  const expected = items.filter((each) => each.committedAt <= at.getTime())[0];
  expect(byTime.tx).toBe(expected?.tx);
  const early = await nearest(ctx, { setId: set.id, at: new Date(0) });
  expect(early).toMatchObject({ tx: SAMPLE.baseEndTx, next: { tx: 220 } });
  const late = await nearest(ctx, { setId: set.id, at: new Date("2100-01-01") });
  expect(late).toMatchObject({ tx: SAMPLE.lastTx, next: null });
  await expect(nearest(ctx, { setId: set.id, tx: 4_000 })).rejects.toMatchObject({
    kind: "invalid",
  });
});

test("indexes that went missing are made again when they are asked for", async () => {
  fs.rmSync(path.join(set.directory, "index"), { recursive: true });
  await expect(page(ctx, { setId: set.id })).rejects.toMatchObject({ name: "Refusal" });
  expect(idsOf(await page(ctx, { setId: set.id, limit: 1 }))).toEqual([SAMPLE.lastTx]);
});

test("a set that is gone, or holds nothing yet, is refused in words", async () => {
  await expect(timeline(ctx, "20200101T000000Z")).rejects.toMatchObject({ kind: "not-found" });
  const other = await sampleSet(ctx, source, await sampleDatabase(ctx, source));
  expect((await timeline(ctx, other.id)).lastTx).toBe(SAMPLE.lastTx);
  await deleteSet(ctx, other);
  await expect(timeline(ctx, other.id)).rejects.toMatchObject({ kind: "not-found" });
});

test("a set that gains a log file shows it from then on", async () => {
  const database = await sampleDatabase(ctx, source);
  source.reveal(SAMPLE.middleTx);
  await carriedOut(ctx, database.id, "full");
  const [before] = await listSets(ctx, database.id);
  const setId = before?.id ?? "";
  expect((await timeline(ctx, setId)).lastTx).toBe(SAMPLE.middleTx);
  source.reveal(SAMPLE.lastTx);
  await carriedOut(ctx, database.id, "incremental");
  expect(idsOf(await page(ctx, { setId, limit: 1 }))).toEqual([SAMPLE.lastTx]);
});
