import { randomUUID } from "node:crypto";
import type { Rows } from "./rows.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface PastRun {
  hoursAgo: number;
  state?: "succeeded" | "failed" | "cancelled";
  result?: string | null;
  asked?: string;
  lastTx?: number;
  bytes?: number;
}

const ERROR = JSON.stringify({
  code: "connect-refused",
  message: "nothing listens on that port",
  detail: null,
  safe: "Nothing of this run was published.",
  advice: "Check that Neo4j runs.",
  retry: "later",
  server: null,
});

/** Puts a database's past runs straight into Postgres. @returns their ids, in the order given */
export async function seedPast(rows: Rows, databaseId: string, runs: PastRun[]): Promise<string[]> {
  const now = Date.now();
  const ids: string[] = [];
  for (const run of runs) {
    const state = run.state ?? "succeeded";
    const at = new Date(now - run.hoursAgo * HOUR);
    const result = run.result === undefined ? "incremental" : run.result;
    const id = randomUUID();
    await rows.query(
      `INSERT INTO "Run" ("id", "databaseId", "trigger", "asked", "state", "result", "requestedAt", "startedAt",
         "finishedAt", "transactions", "lastTx", "lastCommitAt", "bytes", "errorCode", "error")
       VALUES ($1, $2, 'schedule', $3, $4, $5, $6, $6, $6, 10, $7, $6, $8, $9, $10::jsonb)`,
      [
        id,
        databaseId,
        run.asked ?? "auto",
        state,
        state === "succeeded" ? result : null,
        at,
        state === "succeeded" ? (run.lastTx ?? 1_000) : null,
        run.bytes ?? 1_000,
        state === "failed" ? "connect-refused" : null,
        state === "failed" ? ERROR : null,
      ],
    );
    ids.push(id);
  }
  return ids;
}

/** A good set that protects up to a time. */
export async function seedSet(
  rows: Rows,
  databaseId: string,
  set: { startedHoursAgo: number; protectedHoursAgo: number; checkOk?: boolean; bytes?: number },
): Promise<string> {
  const now = Date.now();
  const at = (hours: number): Date => new Date(now - hours * HOUR);
  const id = `${at(set.startedHoursAgo)
    .toISOString()
    .replace(/[-:]|\.\d+/g, "")}-${databaseId.slice(-4)}`;
  await rows.query(
    `INSERT INTO "BackupSet" ("id", "databaseId", "state", "startedAt", "finishedAt", "baseEndTx", "baseEndAt", "lastTx",
       "lastCommitAt", "protectedAt", "baseBytes", "verifiedAt", "verifyOk", "checkedAt", "checkOk", "checkLastTx", "check")
     VALUES ($1, $2, 'good', $3, $3, 10, $3, 1000, $4, $4, $5, $4, TRUE, $6, $7, 1000, $8::jsonb)`,
    [
      id,
      databaseId,
      at(set.startedHoursAgo),
      at(set.protectedHoursAgo),
      set.bytes ?? 100_000,
      set.checkOk === undefined ? null : at(set.startedHoursAgo),
      set.checkOk ?? null,
      JSON.stringify({ checked: [], notChecked: [], totals: { orphan: 1 }, findings: [] }),
    ],
  );
  return id;
}

/** What the backups of a database came to on each of the last days, the newest first. */
export async function seedSamples(rows: Rows, databaseId: string, bytes: number[]): Promise<void> {
  for (const [daysAgo, size] of bytes.entries()) {
    const at = new Date(Date.now() - daysAgo * DAY);
    await rows.query(
      `INSERT INTO "StorageSample" ("databaseId", "day", "at", "bytes") VALUES ($1, $2::date, $3, $4)
       ON CONFLICT ("databaseId", "day") DO UPDATE SET "at" = excluded."at", "bytes" = excluded."bytes"`,
      [databaseId, at.toISOString().slice(0, 10), at, size],
    );
  }
}

/** A database is as old as its past. */
export async function addedDaysAgo(rows: Rows, databaseId: string, days: number): Promise<void> {
  await rows.query(`UPDATE "Database" SET "createdAt" = $2 WHERE "id" = $1`, [
    databaseId,
    new Date(Date.now() - days * DAY),
  ]);
}
