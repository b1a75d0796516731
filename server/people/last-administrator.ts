import type { Tx } from "../db/index.ts";
import { Refusal } from "../refusal.ts";

/**
 * Whether an administrator who may sign in is left without this person. Holds the rows of all administrators until the
 * transaction ends, so that two who demote each other at once cannot both succeed.
 */
export async function keepsAnAdministrator(tx: Tx, without: string): Promise<boolean> {
  const left = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "User" WHERE "role" = 'administrator' AND "disabledAt" IS NULL
      AND EXISTS (SELECT 1 FROM "Account" WHERE "Account"."userId" = "User"."id")
    ORDER BY "id" FOR UPDATE`;
  return left.some(({ id }) => id !== without);
}

/** @throws Refusal `conflict` when nobody could administer Holdfast any more. */
export async function requireAnAdministrator(tx: Tx, without: string, act: string): Promise<void> {
  if (await keepsAnAdministrator(tx, without)) return;
  throw new Refusal(
    "conflict",
    `this is the last administrator who can sign in and cannot be ${act}: make somebody else an administrator first`,
  );
}
