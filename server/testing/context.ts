import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import type { Context } from "../context.ts";
import { addDatabase, type DatabaseRow } from "../databases/index.ts";
import { createDb } from "../db/client.ts";
import { TEMPLATE } from "./postgres.ts";

export interface TestContext extends Context {
  databaseUrl: string;
  /** A database with a name of its own. */
  newDatabase(): Promise<DatabaseRow>;
}

/** A migrated database and a storage directory of this test file's own, with the real clock. */
export function testContext(): TestContext {
  const ctx = {
    clock: { now: () => new Date() },
    actor: { kind: "system", name: "test" },
  } as TestContext;
  beforeAll(async () => {
    const name = `t_${randomBytes(6).toString("hex")}`;
    await asAdmin(`create database ${name} template ${TEMPLATE}`);
    const url = new URL(inject("adminUrl"));
    url.pathname = `/${name}`;
    ctx.databaseUrl = url.href;
    ctx.db = createDb(url.href);
    ctx.storageRoot = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-storage-"));
    ctx.restoreRoot = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-restores-"));
    ctx.newDatabase = () =>
      addDatabase(ctx, {
        name: `db ${randomBytes(6).toString("hex")}`,
        host: "127.0.0.1",
        port: 6362,
        timeoutSeconds: 5,
      });
  });
  afterAll(async () => {
    await ctx.db.$disconnect();
    for (const root of [ctx.storageRoot, ctx.restoreRoot])
      fs.rmSync(root, { recursive: true, force: true });
  });
  return ctx;
}

async function asAdmin(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("adminUrl") });
  await client.connect();
  await client.query(sql);
  await client.end();
}
