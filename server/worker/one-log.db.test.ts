import { inspect, verify } from "neo4j-backup";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { listSets, type SetDto } from "../backup-sets/index.ts";
import { continuousById, DEFAULT_SETTING, saveContinuous } from "../continuous/index.ts";
import type { DatabaseRow } from "../databases/index.ts";
import { page } from "../history/index.ts";
import { daysOf } from "../overview/index.ts";
import { listRuns, verifySet } from "../runs/index.ts";
import { testContext } from "../testing/context.ts";
import {
  SAMPLE,
  type SampleSource,
  sampleDatabase,
  startSampleSource,
} from "../testing/sample-source.ts";
import { carriedOut, ended, startedId, startTestWorker } from "../testing/worker.ts";
import { manifestOf, storeOf } from "./set-files.ts";
import type { RunningWorker } from "./worker.ts";

const ctx = testContext();
let worker: RunningWorker;
let source: SampleSource;
let database: DatabaseRow;

beforeAll(async () => {
  worker = await startTestWorker(ctx);
});
afterAll(() => worker.stop());
beforeEach(async () => {
  source = await startSampleSource({ isOneLog: true });
  database = await sampleDatabase(ctx, source);
  return () => source.close();
});

const newest = async (): Promise<SetDto> => (await listSets(ctx, database.id))[0] as SetDto;
const newestTx = async (setId: string): Promise<number | undefined> =>
  (await page(ctx, { setId, limit: 1 })).items[0]?.tx;

/** The rows say what lies on the disk, and that is whole. */
async function expectTrue(set: SetDto): Promise<void> {
  const options = { manifestPath: manifestOf(set) };
  const { logFiles, lastTx } = await inspect(storeOf(set), options);
  expect(set.lastTx).toBe(lastTx);
  expect(set.logFiles.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 }))).toEqual(
    logFiles.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
  );
  expect(await verify(storeOf(set), options)).toMatchObject({ ok: true, findings: [] });
}

test("incremental runs extend the one log file of a Neo4j 2.2's set, each with its own figures", async () => {
  const full = await carriedOut(ctx, database.id, "full");
  expect(full).toMatchObject({ state: "succeeded", result: "full" });
  for (const [from, to] of [
    [220, 223],
    [224, SAMPLE.lastTx],
  ] as const) {
    source.reveal(to);
    const run = await carriedOut(ctx, database.id, "incremental");
    expect(run).toMatchObject({
      state: "succeeded",
      result: "incremental",
      transactions: to - from + 1,
      firstTx: from,
      lastTx: to,
    });
    const set = await newest();
    expect(set.logFiles).toHaveLength(1);
    expect(set.logFiles[0]).toMatchObject({
      runId: full.id,
      firstTx: 220,
      lastTx: to,
      transactions: to - 219,
    });
    expect(await newestTx(set.id)).toBe(to);
    await expectTrue(set);
  }
  const again = await carriedOut(ctx, database.id, "auto");
  expect(again).toMatchObject({ result: "nothing-new", transactions: 0 });
  const checked = await ended(ctx, startedId(await verifySet(ctx, (await newest()).id)));
  expect(checked).toMatchObject({ state: "succeeded" });
});

test("continuous protection adds to the same file, and its transactions are counted once", async () => {
  await carriedOut(ctx, database.id, "full");
  source.reveal(223);
  await carriedOut(ctx, database.id, "incremental");
  const follow = (wanted: boolean) =>
    saveContinuous(ctx, { databaseId: database.id, ...DEFAULT_SETTING, everySeconds: 1, wanted });
  await follow(true);
  const seen = async () => (await continuousById(ctx, database.id)).lastTx;
  for (const tx of [226, SAMPLE.lastTx]) {
    source.reveal(tx);
    await expect.poll(seen, { timeout: 25_000 }).toBe(tx);
  }
  await follow(false);
  const state = async () => (await continuousById(ctx, database.id)).state;
  await expect.poll(state, { timeout: 25_000 }).toBe("off");
  const [stretch] = (await listRuns(ctx, { databaseId: database.id, asked: ["follow"] })).items;
  expect(stretch).toMatchObject({ state: "succeeded", transactions: 8, firstTx: 224 });
  const set = await newest();
  expect(set.logFiles).toHaveLength(1);
  expect(set.logFiles[0]?.runId).not.toBe(stretch?.id);
  await expectTrue(set);
  const { byDatabase } = await daysOf(ctx, "UTC", database.id);
  const transactions = byDatabase[database.id]?.cells.reduce(
    (sum, day) => sum + day.transactions,
    0,
  );
  expect(transactions).toBe(SAMPLE.lastTx - SAMPLE.baseEndTx);
});
