import { expect, test } from "vitest";
import {
  createSet,
  failSet,
  pinSet,
  recordBackup,
  setById,
  setTotals,
} from "../backup-sets/index.ts";
import { testContext } from "../testing/context.ts";
import { expiredSets, previewRetention, retentionOf, saveRetention } from "./index.ts";

const ctx = testContext();

async function goodSet(databaseId: string): Promise<string> {
  const set = await createSet(ctx, { databaseId, fellBackBecause: null });
  await recordBackup(ctx, {
    setId: set.id,
    runId: null,
    inspected: {
      baseEndTx: 10,
      lastTx: 12,
      baseBytes: 1000,
      logFiles: [
        {
          name: "neostore.transaction.db.0",
          version: 0,
          bytes: 24,
          sha256: "aa",
          firstTx: 11,
          lastTx: 12,
          transactions: 2,
        },
      ],
    },
    streamBeganAt: set.startedAt,
    protectedAt: set.startedAt,
    verifyOk: true,
  });
  return set.id;
}

test("sets of one second get ids of their own", async () => {
  const { id } = await ctx.newDatabase();
  const ids = await Promise.all(
    Array.from({ length: 5 }, () => createSet(ctx, { databaseId: id, fellBackBecause: null })),
  );
  expect(new Set(ids.map((set) => set.id)).size).toBe(5);
});

test("a preview says what would go and what it frees, and changes nothing", async () => {
  const { id } = await ctx.newDatabase();
  const sets = [await goodSet(id), await goodSet(id), await goodSet(id)];
  const policy = { keepSets: 1, windowDays: null, minimumGoodSets: 1 };
  const preview = await previewRetention(ctx, id, policy);
  expect(preview).toMatchObject({ expiresNow: 2, freesBytesNow: 2048 });
  expect(preview.sentence).toBe("2 of 3 backup sets would go after the next good backup; 1 stays.");
  expect(preview.sets.map((row) => row.set.id)).toEqual([...sets].reverse());
  expect(await expiredSets(ctx, id)).toEqual([]);
});

test("a saved policy decides what expires; pinned sets stay and failed ones do not count", async () => {
  const { id } = await ctx.newDatabase();
  const [oldest, middle, newest] = [await goodSet(id), await goodSet(id), await goodSet(id)];
  const broken = await createSet(ctx, { databaseId: id, fellBackBecause: null });
  await failSet(ctx, broken.id);
  await pinSet(ctx, { id: oldest, note: "before the migration" });
  const policy = { keepSets: 1, windowDays: null, minimumGoodSets: 1 };
  expect(await saveRetention(ctx, id, policy)).toEqual(policy);
  expect(await retentionOf(ctx, id)).toEqual(policy);
  const expired = (await expiredSets(ctx, id)).map((row) => row.set.id);
  expect(expired.sort()).toEqual([middle, broken.id].sort());
  expect(expired).not.toContain(newest);
});

test("a database's totals count every set's bytes, and know the newest protected time", async () => {
  const { id } = await ctx.newDatabase();
  expect((await setTotals(ctx, null)).has(id)).toBe(false);
  await goodSet(id);
  const newest = await setById(ctx, await goodSet(id));
  await failSet(ctx, (await createSet(ctx, { databaseId: id, fellBackBecause: null })).id);
  expect((await setTotals(ctx, id)).get(id)).toEqual({
    setCount: 2,
    goodSetCount: 2,
    totalBytes: 2048,
    newestProtected: newest?.protectedAt,
    newestTx: 12,
  });
});
