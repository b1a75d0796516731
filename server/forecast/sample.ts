import type { Context } from "../context.ts";

/** Notes what the backups of each database come to now; the last look of a day (UTC) stands for the day. */
export async function sampleStorage(ctx: Context): Promise<void> {
  const at = ctx.clock.now();
  const day = at.toISOString().slice(0, 10);
  await ctx.db.$executeRaw`
    INSERT INTO "StorageSample" ("databaseId", "day", "at", "bytes")
    SELECT d."id", ${day}::date, ${at}, coalesce(s."base", 0) + coalesce(l."log", 0)
    FROM "Database" d
    LEFT JOIN (SELECT "databaseId", sum("baseBytes") AS "base" FROM "BackupSet" GROUP BY "databaseId") s
      ON s."databaseId" = d."id"
    LEFT JOIN (
      SELECT b."databaseId", sum(f."bytes") AS "log" FROM "LogFile" f JOIN "BackupSet" b ON b."id" = f."setId"
      GROUP BY b."databaseId"
    ) l ON l."databaseId" = d."id"
    WHERE d."removedAt" IS NULL
    ON CONFLICT ("databaseId", "day") DO UPDATE SET "at" = excluded."at", "bytes" = excluded."bytes"`;
}

const KEPT_DAYS = 400;

/** Lets go of looks that no forecast and no chart reaches back to. */
export async function forgetSamples(ctx: Context): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - KEPT_DAYS * 86_400_000);
  await ctx.db.storageSample.deleteMany({ where: { at: { lt: before } } });
}
