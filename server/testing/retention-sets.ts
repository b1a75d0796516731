import { createSet, recordBackup, setById } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { KEEP_ALL } from "../retention/index.ts";
import type { TestContext } from "./context.ts";

export const DAY = 86_400_000;
export const LAST_ONE = { ...KEEP_ALL, keepSets: 1 };

/** The same installation, some days from now. */
export const later = (ctx: Context, days: number): Context => ({
  ...ctx,
  clock: { now: () => new Date(Date.now() + days * DAY) },
});

/** A good set, without files. */
export async function goodSet(ctx: TestContext, databaseId: string): Promise<string> {
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

/** A database with good sets, oldest first. */
export async function withSets(ctx: TestContext, count: number) {
  const database = await ctx.newDatabase();
  const sets: string[] = [];
  for (let made = 0; made < count; made++) sets.push(await goodSet(ctx, database.id));
  return { ...database, sets };
}

/** Oldest first: `…Z-10` comes after `…Z-9`. */
export const inOrder = (ids: readonly string[]): string[] =>
  [...ids].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));

/** Those of the sets that are on their way out. */
export const leavingOf = async (ctx: Context, ids: readonly string[]): Promise<string[]> => {
  const sets = await Promise.all(ids.map((id) => setById(ctx, id)));
  return sets.flatMap((set) => (set?.leaving ? [set.id] : []));
};
