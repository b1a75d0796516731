import { savedRisk } from "../_forecast/interval-risk.ts";
import { isInconsistency } from "../_runs/outcome.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { formatAge } from "../_ui/format/duration.ts";
import { formatDate } from "../_ui/format/time.ts";
import { isOverdue, rpoAge } from "./protection.ts";
import type { TroubleKey } from "./severity.ts";

/** One thing that is wrong with a database. */
export interface DatabaseTrouble {
  key: TroubleKey;
  /** Continues a sentence that begins with the database's name. */
  text: string;
  href: string | null;
  /** Says better than the table what this one is. */
  headline?: string;
}

/** Before that the age of the newest backup is no news beside a failure. */
const RECENT = 3_600_000;
const CHANGED = ["server-behind", "diverged", "different-store", "different-store-version"];

/** All that is wrong with a database, in no order. */
export function troublesOf(database: DatabaseDto, now: number): DatabaseTrouble[] {
  const found = [
    goodSets(database),
    failure(database, now),
    flaw(database),
    continuous(database),
    age(database, now),
    window(database, now),
    cadence(database),
    fellBack(database),
    verification(database, now),
    paused(database),
  ];
  return found.filter((trouble) => trouble !== null);
}

const runHref = (id: string | undefined): string | null => (id ? `/runs/${id}` : null);

function goodSets(database: DatabaseDto): DatabaseTrouble | null {
  if (database.goodSetCount > 0 || database.newestProtected === null) return null;
  const text = "has no good backup set: what there is is damaged or not consistent.";
  return { key: "no-good-set", text, href: `/databases/${database.slug}/backups` };
}

function failure(database: DatabaseDto, now: number): DatabaseTrouble | null {
  const run = database.lastRun?.state === "failed" ? database.lastRun : null;
  if (database.consecutiveFailures === 0) return run && housekeeping(database, run.asked);
  const cause = run?.error ? `: ${run.error.message.replace(/\.$/, "")}` : "";
  const tries = database.consecutiveFailures > 1 ? ` (${database.consecutiveFailures} tries)` : "";
  const since = rpoAge(database, now);
  const what =
    since === null
      ? "has never been backed up"
      : since < RECENT
        ? "could not be backed up"
        : `has not been backed up for ${formatAge(since)}`;
  // a member of a cluster that only lags, while others are away, is no source that went back
  const isChanged = CHANGED.includes(run?.error?.code ?? "") && run?.error?.retry !== "later";
  const key = isChanged ? "source-changed" : "failed";
  return { key, text: `${what}${tries}${cause}.`, href: runHref(run?.id) };
}

/** A verification or a check that found something, or could not be made. */
function housekeeping(database: DatabaseDto, asked: string): DatabaseTrouble | null {
  const run = database.lastRun;
  if (!run || (asked !== "verify" && asked !== "check") || isInconsistency(run)) return null;
  const damaged = asked === "verify" || run.error?.code === "damaged-backup";
  const cause = run.error ? `: ${run.error.message.replace(/\.$/, "")}` : "";
  const text = `has a backup set that ${damaged ? "did not pass verification" : "could not be checked"}${cause}.`;
  return { key: "failed", text, href: runHref(run.id) };
}

function flaw(database: DatabaseDto): DatabaseTrouble | null {
  const run = database.lastRun;
  const backups = `/databases/${database.slug}/backups`;
  if (run && (run.inconsistent || isInconsistency(run)))
    return {
      key: "inconsistent",
      text: "has a backup that is not consistent: its records contradict each other. It is kept and does not count as a good one.",
      href: runHref(run.id),
    };
  const newest = database.flaws.find((one) => one.isNewest);
  const [worst] = newest ? [newest] : database.flaws;
  if (!worst) return null;
  const what =
    worst.kind === "damaged" ? "damaged" : "not consistent: its records contradict each other";
  const text = `has a backup set of ${formatDate(worst.startedAt)} that is ${what}.`;
  if (!newest) return { key: "older-flaw", text, href: backups };
  const headline =
    worst.kind === "damaged"
      ? { headline: `The newest backup of ${database.name} is damaged` }
      : {};
  return { key: "inconsistent", text, href: backups, ...headline };
}

function continuous(database: DatabaseDto): DatabaseTrouble | null {
  const { continuous: followed } = database;
  if (followed?.state !== "stopped" && followed?.state !== "reconnecting") return null;
  const stopped = followed.state === "stopped";
  const reason = followed.reason ? `: ${followed.reason.replace(/\.$/, "")}` : "";
  return {
    key: stopped ? "continuous-stopped" : "reconnecting",
    text: `${stopped ? "is not followed any more" : "has lost its source and reconnects"}${reason}.`,
    href: `/databases/${database.slug}`,
  };
}

function age(database: DatabaseDto, now: number): DatabaseTrouble | null {
  const since = rpoAge(database, now);
  if (since === null) {
    if (database.activeRun) return null;
    return { key: "never", text: "has never been backed up.", href: null };
  }
  if (!isOverdue(database, now)) return null;
  const { targetFrom, targetMinutes } = database.rpo;
  const text = `has not been backed up for ${formatAge(since)}`;
  const headline = `${database.name} ${text}`;
  if (targetFrom === "default") return { key: "old", text: `${text}.`, href: null, headline };
  const target = `, and may lose ${formatAge(targetMinutes * 60_000)} at most`;
  return { key: "overdue", text: `${text}${target}.`, href: null, headline };
}

function window(database: DatabaseDto, now: number): DatabaseTrouble | null {
  const { outlook, fallsBackAt } = database.window;
  if (outlook !== "falls-back" || database.newestProtected === null) return null;
  const left = fallsBackAt ? fallsBackAt.getTime() - now : 0;
  const when =
    left > 0
      ? `is likely gone from its logs in ${formatAge(left)}`
      : "should be gone from its logs by now";
  return {
    key: "falls-back",
    text: `is about to fall back to a full backup: what the next incremental needs ${when}.`,
    href: `/databases/${database.slug}`,
  };
}

/** The next one may still come in time; as a rule they do not. */
function cadence(database: DatabaseDto): DatabaseTrouble | null {
  const { window, plan, newestProtected } = database;
  const span = window.windowMillis ?? window.leastMillis;
  if (newestProtected === null || window.outlook === "falls-back") return null;
  if (savedRisk(database) !== "too-long" || span === null) return null;
  const every = formatAge(plan.incrementalMillis ?? 0);
  return {
    key: "logs-too-short",
    text: `is backed up every ${every}, and its source likely drops what the next incremental needs after ${formatAge(span)}: each falls back to a full one.`,
    href: `/databases/${database.slug}/schedule`,
  };
}

function fellBack({ lastGood, lastRun }: DatabaseDto): DatabaseTrouble | null {
  if (lastGood?.result !== "fell-back-to-full") return null;
  const reason = lastRun?.id === lastGood.runId ? lastRun.reason : null;
  const because = reason ? `: ${reason.replace(/\.$/, "")}` : "";
  const text = `fell back to a full backup${because}.`;
  return { key: "fell-back", text, href: runHref(lastGood.runId) };
}

function verification(database: DatabaseDto, now: number): DatabaseTrouble | null {
  const { verification: last } = database;
  if (!last?.isStale) return null;
  const text = last.at
    ? `was last verified ${formatAge(now - last.at.getTime())} ago.`
    : "has a newest backup set that was never verified.";
  return { key: "stale", text, href: `/databases/${database.slug}/backups` };
}

function paused(database: DatabaseDto): DatabaseTrouble | null {
  if (database.plan.state !== "paused") return null;
  const text = "has a schedule that is paused: no backup starts by itself.";
  return { key: "paused", text, href: `/databases/${database.slug}/schedule` };
}
