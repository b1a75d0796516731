import { randomUUID } from "node:crypto";
import type { Rows } from "./rows.ts";

export interface SeededRun {
  id: string;
  asked: string;
  state: string;
  result: string | null;
  requestedAt: Date;
}

const KINDS = [
  { asked: "auto", state: "succeeded", result: "incremental" },
  { asked: "auto", state: "succeeded", result: "nothing-new" },
  { asked: "full", state: "succeeded", result: "full" },
  { asked: "auto", state: "failed", result: null },
  { asked: "verify", state: "failed", result: null },
  { asked: "verify", state: "succeeded", result: "verified" },
  { asked: "auto", state: "succeeded", result: "fell-back-to-full" },
  { asked: "full", state: "cancelled", result: null },
];
const HOUR = 3_600_000;
const FAILURE = {
  code: "closed-early",
  message: "the connection was closed in the middle of the answer",
  detail: null,
  safe: "Nothing of this run was published.",
  advice: "Try again.",
  retry: "later",
  server: null,
};

/** Puts runs straight into Postgres, one an hour back in time. @returns them, newest first */
export async function seedRuns(
  rows: Rows,
  databaseId: string,
  count: number,
): Promise<SeededRun[]> {
  const newest = Date.now() - HOUR;
  const seeded = Array.from({ length: count }, (_, at): SeededRun => {
    const kind = KINDS[at % KINDS.length] as (typeof KINDS)[number];
    return { id: randomUUID(), ...kind, requestedAt: new Date(newest - at * HOUR) };
  });
  await rows.query(
    `INSERT INTO "Run" ("id", "databaseId", "trigger", "asked", "state", "result", "requestedAt", "startedAt",
       "finishedAt", "transactions", "lastTx", "bytes", "files", "reason", "errorCode", "error")
     SELECT r."id", $1, 'manual', r."asked", r."state", r."result", r."requestedAt", r."requestedAt",
       r."requestedAt" + interval '42 seconds', 12, 4711, 1234567, 1,
       CASE WHEN r."result" = 'fell-back-to-full' THEN 'the server no longer has the transactions' END,
       CASE WHEN r."state" = 'failed' THEN 'closed-early' END,
       CASE WHEN r."state" = 'failed' THEN $3::jsonb END
     FROM jsonb_to_recordset($2::jsonb) AS r("id" uuid, "asked" text, "state" text, "result" text,
       "requestedAt" timestamptz)`,
    [databaseId, JSON.stringify(seeded), JSON.stringify(FAILURE)],
  );
  return seeded;
}
