import { expect } from "@playwright/test";
import type pg from "pg";

export interface RunRow {
  id: string;
  setId: string | null;
  asked: string;
  trigger: string;
  state: string;
  result: string | null;
  reason: string | null;
  errorCode: string | null;
  transactions: string | null;
  lastTx: string | null;
  bytes: string | null;
  workerId: string | null;
  retryOf: string | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  cancelRequestedAt: Date | null;
}

export interface SetRow {
  id: string;
  state: string;
  pinned: boolean;
  pinNote: string | null;
  verifyOk: boolean | null;
  verifiedAt: Date | null;
  lastTx: string | null;
  fellBackBecause: string | null;
}

const ENDS_WITHIN_MILLIS = 30_000;

/** What Postgres holds, read past the console: the rows are the truth that a test checks. */
export class Rows {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async query<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
    return (await this.#pool.query<T>(sql, values)).rows;
  }

  async run(id: string): Promise<RunRow> {
    return only(await this.query<RunRow>(`SELECT * FROM "Run" WHERE "id" = $1`, [id]));
  }

  /** Runs of a database, newest first. */
  async runs(databaseId: string): Promise<RunRow[]> {
    return await this.query<RunRow>(
      `SELECT * FROM "Run" WHERE "databaseId" = $1 ORDER BY "requestedAt" DESC, "id" DESC`,
      [databaseId],
    );
  }

  /** Sets of a database, newest first. */
  async sets(databaseId: string): Promise<SetRow[]> {
    return await this.query<SetRow>(
      `SELECT * FROM "BackupSet" WHERE "databaseId" = $1 ORDER BY "startedAt" DESC, "id" DESC`,
      [databaseId],
    );
  }

  /** Names of a set's log files, oldest first. */
  async logFiles(setId: string): Promise<string[]> {
    const rows = await this.query<{ name: string }>(
      `SELECT "name" FROM "LogFile" WHERE "setId" = $1 ORDER BY "version"`,
      [setId],
    );
    return rows.map(({ name }) => name);
  }

  /** Kept log lines of a run. */
  async lines(runId: string): Promise<string[]> {
    const rows = await this.query<{ text: string }>(
      `SELECT "text" FROM "RunLine" WHERE "runId" = $1 ORDER BY "seq"`,
      [runId],
    );
    return rows.map(({ text }) => text);
  }

  /** Waits until the newest run of a database is the `count`th and has ended. */
  async ended(databaseId: string, count = 1): Promise<RunRow> {
    let runs: RunRow[] = [];
    await expect
      .poll(
        async () => {
          runs = await this.runs(databaseId);
          return runs.length >= count && runs[0]?.finishedAt !== null;
        },
        { timeout: ENDS_WITHIN_MILLIS, intervals: [100] },
      )
      .toBe(true);
    expect(runs).toHaveLength(count);
    return only(runs.slice(0, 1));
  }

  /** Waits until a run has ended. */
  async runEnded(id: string): Promise<RunRow> {
    await expect
      .poll(async () => (await this.run(id)).finishedAt !== null, {
        timeout: ENDS_WITHIN_MILLIS,
        intervals: [100],
      })
      .toBe(true);
    return await this.run(id);
  }
}

function only<T>(rows: T[]): T {
  const [row] = rows;
  if (!row || rows.length > 1) throw new Error(`expected one row, found ${rows.length}`);
  return row;
}
