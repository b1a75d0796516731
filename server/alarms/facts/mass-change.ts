import type { Context } from "../../context.ts";
import type { Severity } from "../catalogue.ts";
import type { AlarmFact, FactLinks } from "../fact.ts";

interface Standing {
  databaseId: string;
  subject: string;
  sentence: string;
  severity: Severity;
  facts: FactLinks;
}

/** A mass change does not go away by itself: it stands for as long as the set that holds the moment before it is pinned. */
export async function massChangeFacts(ctx: Context): Promise<AlarmFact[]> {
  const rows = await ctx.db.$queryRaw<Standing[]>`
    SELECT a."databaseId", a."subject", a."sentence", a."severity", a."facts"
    FROM "Alarm" a JOIN "BackupSet" s ON s."id" = a."facts"->>'setId' AND s."pinned"
    WHERE a."openKey" IS NOT NULL AND a."kind" = 'mass-change'`;
  return rows.map(({ facts, ...row }) => ({
    ...row,
    kind: "mass-change",
    reason: "mass-change",
    links: facts,
    whenGone: "the pin of its set was taken off, or the set is no longer there",
  }));
}
