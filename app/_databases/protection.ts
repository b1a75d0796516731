import type { Outcome } from "../_runs/outcome.ts";
import { outcomeOf, resultOutcome } from "../_runs/outcome.ts";
import type { DatabaseDto } from "../_trpc/types.ts";

const MINUTE = 60_000;

export type Protection = "none" | "good" | "warn" | "bad";

/** How old the newest protected moment is now; null when nothing is protected. */
export function rpoAge({ rpo }: Pick<DatabaseDto, "rpo">, now: number): number | null {
  return rpo.since && Math.max(0, now - rpo.since.getTime());
}

/** Whether more would be lost now than may be; what was never backed up is overdue once it is older than its target. */
export function isOverdue(database: Pick<DatabaseDto, "rpo" | "createdAt">, now: number): boolean {
  const age = rpoAge(database, now) ?? now - database.createdAt.getTime();
  return age > database.rpo.targetMinutes * MINUTE;
}

/** How well a database is protected now: failing runs are worse than age, no backup at all is worst. */
export function protectionOf(database: DatabaseDto, now: number): Protection {
  if (database.consecutiveFailures > 0) return "bad";
  if (database.newestProtected === null) return "none";
  if (!isOverdue(database, now)) return "good";
  // a day is only what is assumed while nobody said how much may be lost
  return database.rpo.targetFrom === "default" ? "warn" : "bad";
}

/** The colour of the unprotected stretch behind the newest restore point. */
export function exposedLevel(database: DatabaseDto, now: number): "good" | "warn" | "bad" {
  const protection = protectionOf(database, now);
  return protection === "none" ? "bad" : protection;
}

/**
 * The pill of a database and the run behind it: the active run, else the last one, else that there was none.
 * Housekeeping that went well says nothing about the backup, so the last good backup stands for it.
 */
export function stateOf(database: DatabaseDto): Outcome & { runId: string | null } {
  const run = database.activeRun ?? database.lastRun;
  if (!run) return { tone: "idle", label: "No run yet", runId: null };
  const housekeeping = run.asked === "expire" || run.asked === "delete-set";
  const good = database.lastGood;
  if (housekeeping && run.state === "succeeded" && good?.result) {
    return { ...resultOutcome(good.result), runId: good.runId };
  }
  return { ...outcomeOf(run), runId: run.id };
}
