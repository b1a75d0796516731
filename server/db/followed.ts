import { Prisma } from "./generated/client.ts";

/**
 * Of a row "Run" that followed: its transactions and bytes lie in log files of its own. Where they do not, a set
 * has one log file that all runs add to, and the run's own figures, which are there once it has ended, are taken.
 */
export const HAS_OWN_LOG_FILES = Prisma.sql`EXISTS (SELECT 1 FROM "LogFile" own WHERE own."runId" = "Run"."id")`;
