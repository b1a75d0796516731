import type { Context } from "../../context.ts";
import type { AlarmFact } from "../fact.ts";

interface BadSet {
  id: string;
  databaseId: string;
  state: string;
  verifyOk: boolean | null;
  checkOk: boolean | null;
  isNewest: boolean;
}

/** Sets that a verification or a check found wanting; the newest one of a database is the worse. */
export async function damageFacts(ctx: Context): Promise<AlarmFact[]> {
  const rows = await ctx.db.$queryRaw<BadSet[]>`
    SELECT s."id", s."databaseId", s."state", s."verifyOk", s."checkOk",
      NOT EXISTS (SELECT 1 FROM "BackupSet" n WHERE n."databaseId" = s."databaseId"
        AND n."state" IN ('good', 'damaged') AND n."startedAt" > s."startedAt") AS "isNewest"
    FROM "BackupSet" s JOIN "Database" d ON d."id" = s."databaseId" AND d."removedAt" IS NULL
    WHERE s."state" = 'damaged' OR (s."state" = 'good' AND (s."verifyOk" = false OR s."checkOk" = false))`;
  return rows.map((set) => {
    const isDamaged = set.state === "damaged" || set.verifyOk === false;
    const which = set.isNewest ? "the newest backup set" : "an older backup set";
    return {
      kind: "inconsistent",
      severity: set.isNewest ? "critical" : "warning",
      databaseId: set.databaseId,
      subject: set.id,
      sentence: isDamaged
        ? `${which} (${set.id}) is damaged: its files are not as they were written`
        : `${which} (${set.id}) has inconsistencies: records in it contradict each other`,
      reason: isDamaged ? "damaged" : "inconsistent",
      links: { setId: set.id },
      whenGone: "the set was found good again, or is no longer there",
    };
  });
}

/** Without an agreement a backup that nobody looked at for this long is told of. */
export const DEFAULT_STALE_DAYS = 30;
/** A check that is due by itself has this long to be done. */
const GRACE_DAYS = 2;
const DAY_MILLIS = 86_400_000;

interface Verified {
  databaseId: string;
  verifyEveryDays: number | null;
  verifyStaleDays: number | null;
  verdictAt: Date | null;
  firstAt: Date;
}

/** After how many days a database's newest verdict is old. */
export const staleDays = (row: Pick<Verified, "verifyEveryDays" | "verifyStaleDays">): number =>
  row.verifyStaleDays ??
  (row.verifyEveryDays === null ? DEFAULT_STALE_DAYS : row.verifyEveryDays + GRACE_DAYS);

/** Databases with good sets that nobody has looked at for long. */
export async function staleFacts(ctx: Context): Promise<AlarmFact[]> {
  const rows = await ctx.db.$queryRaw<Verified[]>`
    SELECT d."id" AS "databaseId", d."verifyEveryDays", w."verifyStaleDays",
      max(greatest(s."verifiedAt", s."checkedAt")) AS "verdictAt", min(s."startedAt") AS "firstAt"
    FROM "Database" d JOIN "BackupSet" s ON s."databaseId" = d."id" AND s."state" = 'good'
    LEFT JOIN "DatabaseWatch" w ON w."databaseId" = d."id"
    WHERE d."removedAt" IS NULL
    GROUP BY d."id", d."verifyEveryDays", w."verifyStaleDays"`;
  const now = ctx.clock.now().getTime();
  return rows.flatMap((row): AlarmFact[] => {
    const limit = staleDays(row);
    const days = Math.floor((now - (row.verdictAt ?? row.firstAt).getTime()) / DAY_MILLIS);
    if (days < limit) return [];
    const what = row.verdictAt
      ? `no backup was verified for ${days} days`
      : `no backup was ever verified, and the first is ${days} days old`;
    return [
      {
        kind: "verification-stale",
        severity: "warning",
        databaseId: row.databaseId,
        subject: "",
        sentence: `${what}; ${limit} are agreed`,
        reason: "verification-stale",
        links: {},
        whenGone: "a backup was verified",
      },
    ];
  });
}
