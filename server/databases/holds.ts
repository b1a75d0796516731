import type { Prisma } from "../db/index.ts";

/** Legal holds in force: neither lifted nor over. The trigger on what they hold says the same. */
export const holdsInForce = (now: Date): Prisma.LegalHoldWhereInput => ({
  liftedAt: null,
  OR: [{ until: null }, { until: { gt: now } }],
});
