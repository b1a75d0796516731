import type { Context } from "../context.ts";
import { isUniqueViolation } from "../db/index.ts";
import { found, Refusal } from "../refusal.ts";
import { addressesOf, requireDifferent } from "./addresses.ts";
import { databaseById } from "./queries.ts";
import { requireReach } from "./require-reach.ts";
import type { DatabaseRow, EditInput } from "./schema.ts";

/** Changes name, addresses and when backups are checked; the slug and so the directory stay. A run that is going on keeps its old addresses. */
export async function editDatabase(ctx: Context, input: EditInput): Promise<DatabaseRow> {
  const { id, verifyPolicy, name, host, port, timeoutSeconds, moreAddresses } = input;
  const before = found(await databaseById(ctx, id), "the database");
  requireDifferent(
    addressesOf({ host, port, moreAddresses: moreAddresses ?? before.moreAddresses }),
  );
  for (const address of [{ host, port }, ...(moreAddresses ?? [])])
    await requireReach(ctx, address);
  const data = {
    ...{ name, host, port, timeoutSeconds },
    ...(moreAddresses ? { moreAddresses: moreAddresses.map((one) => ({ ...one })) } : {}),
    ...(verifyPolicy
      ? { verifyWhen: verifyPolicy.when, verifyEveryDays: verifyPolicy.everyDays }
      : {}),
  };
  try {
    await ctx.db.database.updateMany({ where: { id, removedAt: null }, data });
  } catch (thrown) {
    if (!isUniqueViolation(thrown)) throw thrown;
    throw new Refusal("conflict", `another database is already called "${input.name}"`);
  }
  return found(await databaseById(ctx, id), "the database");
}

/** Notes what the server said about its store; a run or a connection test found out. */
export async function rememberStore(
  ctx: Context,
  id: string,
  answer: {
    store: { creationTime: number; randomId: string; storeVersion: string };
    dialect: 1 | 2;
  },
): Promise<void> {
  await ctx.db.database.updateMany({
    where: { id },
    data: {
      storeCreationTime: BigInt(answer.store.creationTime),
      storeRandomId: answer.store.randomId,
      storeVersion: answer.store.storeVersion,
      dialect: answer.dialect,
    },
  });
}

/** Points the demo database at the port its source is served on now. */
export async function moveDemo(ctx: Context, port: number): Promise<void> {
  await ctx.db.database.updateMany({ where: { isDemo: true }, data: { port } });
}
