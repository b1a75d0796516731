import type { TestProject } from "vitest/node";
import { ensureDatabase, startThrowawayPg } from "../../scripts/pg.ts";
import { prepareDatabase } from "../../scripts/prepare-database.ts";

declare module "vitest" {
  export interface ProvidedContext {
    adminUrl: string;
  }
}

/** The name of the migrated database that each test file gets a copy of. */
export const TEMPLATE = "holdfast_template";

/** One throwaway PostgreSQL for all database tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startThrowawayPg(7300);
  try {
    await ensureDatabase(server, TEMPLATE);
    await prepareDatabase(server.url(TEMPLATE));
  } catch (thrown) {
    await server.stop();
    throw thrown;
  }
  project.provide("adminUrl", server.url("postgres"));
  return () => server.stop();
}
