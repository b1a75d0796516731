import { PrismaPg } from "@prisma/adapter-pg";
import { env } from "../env.ts";
import { type Prisma, PrismaClient } from "./generated/client.ts";

export type Db = PrismaClient;
/** The client inside a transaction; a `Db` is one as well. */
export type Tx = Prisma.TransactionClient;

const shared = globalThis as unknown as { holdfastDb?: PrismaClient };

/** The process's Postgres client, made on first use: a build has no database. */
export function db(): Db {
  shared.holdfastDb ??= new PrismaClient({
    adapter: new PrismaPg({ connectionString: env.databaseUrl, max: 8 }),
  });
  return shared.holdfastDb;
}
