import type { Context } from "../../context.ts";
import type { AlarmFact } from "../fact.ts";
import { oneLine } from "../message.ts";

interface RunOfDatabase {
  id: string;
  databaseId: string;
  setId: string | null;
  state: string;
  result: string | null;
  reason: string | null;
  errorCode: string | null;
  message: string | null;
  retry: string | null;
  /** 1 is the newest. */
  place: number;
}

const BACKUPS = ["auto", "full", "incremental"];
/** What says that the server is not where the backup left it. */
const CHANGED = ["server-behind", "diverged", "different-store", "different-store-version"];

/** Databases whose last backup failed, or had to begin anew. One query, two steps into an index for each database. */
export async function runFacts(ctx: Context): Promise<AlarmFact[]> {
  const rows = await ctx.db.$queryRaw<RunOfDatabase[]>`
    SELECT r.*, (row_number() OVER (PARTITION BY r."databaseId" ORDER BY r."requestedAt" DESC, r."id" DESC))::int AS "place"
    FROM "Database" d CROSS JOIN LATERAL (
      SELECT "id", "databaseId", "setId", "state", "result", "reason", "errorCode", "requestedAt",
        "error"->>'message' AS "message", "error"->>'retry' AS "retry"
      FROM "Run" WHERE "databaseId" = d."id" AND "state" IN ('succeeded', 'failed')
        AND ("asked" = ANY(${BACKUPS}) OR ("asked" = 'follow' AND ("state" = 'succeeded' OR "errorCode" = ANY(${CHANGED}))))
      ORDER BY "requestedAt" DESC, "id" DESC LIMIT 2) r
    WHERE d."removedAt" IS NULL AND NOT EXISTS (SELECT 1 FROM "Continuous" c WHERE c."databaseId" = d."id"
      AND c."state" = 'following' AND c."lastPullAt" > r."requestedAt")
    ORDER BY r."databaseId", "place"`;
  const before = new Map(rows.filter((row) => row.place === 2).map((row) => [row.databaseId, row]));
  return rows
    .filter((row) => row.place === 1)
    .flatMap((row) => ofRun(row, before.get(row.databaseId)));
}

function ofRun(run: RunOfDatabase, before: RunOfDatabase | undefined): AlarmFact[] {
  const common = { databaseId: run.databaseId, subject: "", links: { runId: run.id } };
  if (run.state === "succeeded") {
    if (run.result !== "fell-back-to-full") return [];
    const because = run.reason ? `: ${oneLine(run.reason, 300)}` : "";
    return [
      {
        ...common,
        kind: "fell-back",
        severity: "warning",
        sentence: `the last incremental backup fell back to a full one${because}`,
        reason: "fell-back",
        whenGone: "a later backup was incremental again",
      },
    ];
  }
  const message = oneLine(run.message ?? "it gave no reason", 300);
  const code = run.errorCode ?? "unexpected";
  // a member of a cluster that only lags, while others are away, is no source that went back
  if (CHANGED.includes(code) && run.retry !== "later")
    return [
      {
        ...common,
        kind: "source-changed",
        severity: "critical",
        sentence: message,
        reason: code,
        whenGone: "a later backup succeeded",
      },
    ];
  const again = before?.state === "failed";
  return [
    {
      ...common,
      kind: "failed",
      severity: again || run.retry !== "later" ? "critical" : "warning",
      sentence: `the last ${again ? "two backups" : "backup"} failed: ${message}`,
      reason: code,
      whenGone: "a later backup succeeded",
    },
  ];
}
