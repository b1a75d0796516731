import { Prisma } from "./generated/client.ts";

/** Whether a write failed because a row with the same unique value exists. */
export function isUniqueViolation(thrown: unknown): boolean {
  return thrown instanceof Prisma.PrismaClientKnownRequestError && thrown.code === "P2002";
}
