import fs from "node:fs";
import type { Context } from "../context.ts";
import { isUniqueViolation } from "../db/index.ts";
import { Refusal } from "../refusal.ts";
import { addressesOf, requireDifferent } from "./addresses.ts";
import { storageDirectory, toRow } from "./queries.ts";
import { requireReach } from "./require-reach.ts";
import type { AddInput, DatabaseRow } from "./schema.ts";
import { freeSlug, slugOf } from "./slug.ts";

/**
 * Adds a database. Its slug is free here and on disk: a directory that an earlier database left is never taken over.
 * @throws Refusal `conflict` when another database has the name, `invalid` for an address that Holdfast does not connect to, or that stands there twice.
 */
export async function addDatabase(
  ctx: Context,
  input: AddInput & { isDemo?: boolean },
): Promise<DatabaseRow> {
  const { moreAddresses = [] } = input;
  const addresses = addressesOf({ ...input, moreAddresses });
  requireDifferent(addresses);
  for (const address of addresses) await requireReach(ctx, address);
  const taken = new Set(
    (await ctx.db.database.findMany({ select: { slug: true } })).map((row) => row.slug),
  );
  const slug = freeSlug(
    slugOf(input.name),
    (candidate) =>
      taken.has(candidate) || fs.existsSync(storageDirectory(ctx.storageRoot, candidate)),
  );
  try {
    const row = await ctx.db.database.create({
      data: {
        slug,
        name: input.name,
        host: input.host,
        port: input.port,
        moreAddresses: moreAddresses.map((one) => ({ ...one })),
        timeoutSeconds: input.timeoutSeconds,
        isDemo: input.isDemo ?? false,
        createdAt: ctx.clock.now(),
      },
    });
    return toRow(ctx, row);
  } catch (thrown) {
    if (!isUniqueViolation(thrown)) throw thrown;
    throw new Refusal("conflict", `another database is already called "${input.name}"`);
  }
}
