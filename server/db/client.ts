import { PrismaPg } from "@prisma/adapter-pg";
import { env } from "../env.ts";
import { type Prisma, PrismaClient } from "./generated/client.ts";

export type Db = PrismaClient;
/** The client inside a transaction; a `Db` is one as well. */
export type Tx = Prisma.TransactionClient;

const CONNECTIONS = 8;
/** Prisma's own limits of 2 and 5 seconds fail calls on a machine that is merely busy with a backup. */
const TRANSACTIONS = { maxWait: 20_000, timeout: 30_000 };

/** A client of its own, to be disconnected by who made it. */
export const createDb = (url: string): Db =>
  new PrismaClient({
    adapter: new PrismaPg({ connectionString: url, max: CONNECTIONS }),
    transactionOptions: TRANSACTIONS,
  });

const shared = globalThis as unknown as { holdfastDb?: PrismaClient };

/** The process's Postgres client, made on first use: a build has no database. */
export function db(): Db {
  shared.holdfastDb ??= createDb(env.databaseUrl);
  return shared.holdfastDb;
}
