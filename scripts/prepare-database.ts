import { runMigrations } from "graphile-worker";
import pg from "pg";
import { migrateDeploy } from "./migrate.ts";

/** Brings a database to the state that the code expects: our tables and the queue's. @returns what was applied. */
export async function prepareDatabase(url: string): Promise<string[]> {
  const applied = await migrateDeploy(url);
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  try {
    await runMigrations({ pgPool: pool });
  } finally {
    await pool.end();
  }
  return applied;
}
