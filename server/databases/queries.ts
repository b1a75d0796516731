import path from "node:path";
import type { Context } from "../context.ts";
import type { Prisma } from "../db/index.ts";
import { storedAddresses } from "./addresses.ts";
import type { DatabaseRow, VerifyPolicy } from "./schema.ts";

type Stored = Prisma.DatabaseGetPayload<object>;

/** The directory under which a database's sets lie. */
export const storageDirectory = (storageRoot: string, slug: string): string =>
  path.join(storageRoot, slug);

export function toRow(ctx: Context, stored: Stored): DatabaseRow {
  const { storeCreationTime, storeRandomId, storeVersion } = stored;
  const hasStore = storeCreationTime !== null && storeRandomId !== null && storeVersion !== null;
  return {
    id: stored.id,
    slug: stored.slug,
    name: stored.name,
    host: stored.host,
    port: stored.port,
    moreAddresses: storedAddresses(stored.moreAddresses),
    timeoutSeconds: stored.timeoutSeconds,
    isDemo: stored.isDemo,
    storageDirectory: storageDirectory(ctx.storageRoot, stored.slug),
    createdAt: stored.createdAt,
    store: hasStore
      ? { creationTime: new Date(Number(storeCreationTime)), randomId: storeRandomId, storeVersion }
      : null,
    dialect: stored.dialect === 1 || stored.dialect === 2 ? stored.dialect : null,
    verifyPolicy: {
      when: stored.verifyWhen as VerifyPolicy["when"],
      everyDays: stored.verifyEveryDays,
    },
  };
}

/** Databases by name, without those on their way out. */
export async function listDatabases(ctx: Context): Promise<DatabaseRow[]> {
  const rows = await ctx.db.database.findMany({
    where: { removedAt: null },
    orderBy: { name: "asc" },
  });
  return rows.map((row) => toRow(ctx, row));
}

/** @returns null when there is none, or it is being removed. */
export async function databaseBySlug(ctx: Context, slug: string): Promise<DatabaseRow | null> {
  const row = await ctx.db.database.findFirst({ where: { slug, removedAt: null } });
  return row && toRow(ctx, row);
}

/** @returns null when there is none, or it is being removed. */
export async function databaseById(ctx: Context, id: string): Promise<DatabaseRow | null> {
  const row = await ctx.db.database.findFirst({ where: { id, removedAt: null } });
  return row && toRow(ctx, row);
}

/** A database that is being removed by a worker. */
export async function removedDatabase(ctx: Context, id: string): Promise<DatabaseRow | null> {
  const row = await ctx.db.database.findFirst({ where: { id, NOT: { removedAt: null } } });
  return row && toRow(ctx, row);
}

/** The demo database, if one was added. */
export async function demoDatabase(ctx: Context): Promise<DatabaseRow | null> {
  const row = await ctx.db.database.findFirst({ where: { isDemo: true, removedAt: null } });
  return row && toRow(ctx, row);
}

/** Name of the database here that backs up the given store. */
export async function nameOfStore(
  ctx: Context,
  store: { creationTime: number; randomId: string },
): Promise<string | null> {
  const row = await ctx.db.database.findFirst({
    where: {
      storeCreationTime: BigInt(store.creationTime),
      storeRandomId: store.randomId,
      removedAt: null,
    },
    select: { name: true },
  });
  return row?.name ?? null;
}
