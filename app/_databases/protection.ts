import type { Outcome } from "../_runs/outcome.ts";
import { outcomeOf, resultOutcome } from "../_runs/outcome.ts";
import type { DatabaseDto } from "../_trpc/types.ts";

const HOUR = 3_600_000;
/** Without a schedule there is no target; a day without a backup deserves attention. */
export const ATTENTION_AFTER = 24 * HOUR;

export type Protection = "none" | "good" | "warn" | "bad";

/** How well a database is protected now: failing runs are worse than age, no backup at all is worst. */
export function protectionOf(database: DatabaseDto, now: number): Protection {
  if (database.newestProtected === null) return database.consecutiveFailures > 0 ? "bad" : "none";
  if (database.consecutiveFailures > 0) return "bad";
  return now - database.newestProtected.getTime() > ATTENTION_AFTER ? "warn" : "good";
}

const URGENCY: Protection[] = ["bad", "warn", "none", "good"];

/** Databases that need somebody first, then by name. */
export function byUrgency(databases: DatabaseDto[], now: number): DatabaseDto[] {
  const rank = (database: DatabaseDto) => URGENCY.indexOf(protectionOf(database, now));
  return [...databases].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
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
