import type { Tx } from "../db/index.ts";
import type { StoredSchedule } from "./stored.ts";

/** First the database, as whoever removes it does; then its schedule. */
export async function lockSchedule(
  tx: Tx,
  databaseId: string,
  skipLocked: boolean,
): Promise<StoredSchedule | null> {
  const databases = skipLocked
    ? await tx.$queryRaw<unknown[]>`
        SELECT 1 FROM "Database" WHERE "id" = ${databaseId}::uuid AND "removedAt" IS NULL FOR SHARE SKIP LOCKED`
    : await tx.$queryRaw<unknown[]>`
        SELECT 1 FROM "Database" WHERE "id" = ${databaseId}::uuid AND "removedAt" IS NULL FOR SHARE`;
  if (databases.length === 0) return null;
  const rows = skipLocked
    ? await tx.$queryRaw<unknown[]>`
        SELECT 1 FROM "Schedule" WHERE "databaseId" = ${databaseId}::uuid FOR UPDATE SKIP LOCKED`
    : await tx.$queryRaw<unknown[]>`
        SELECT 1 FROM "Schedule" WHERE "databaseId" = ${databaseId}::uuid FOR UPDATE`;
  return rows.length === 0 ? null : await tx.schedule.findUnique({ where: { databaseId } });
}
