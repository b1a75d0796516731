import { isInconsistency } from "../_runs/outcome.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { plural } from "../_ui/format/bytes.ts";
import { formatAge } from "../_ui/format/duration.ts";
import { protectionOf } from "./protection.ts";

/** One database that needs somebody. */
export interface Trouble {
  database: DatabaseDto;
  tone: "warn" | "bad";
  /** Continues a sentence that begins with the database's name. */
  text: string;
  runId: string | null;
  /** What to call it when it is the only trouble; the failure of a run when left out. */
  headline?: string;
}

export interface Truth {
  title: string;
  lead: string;
  /** The worst first. */
  troubles: Trouble[];
}

/** How things stand over all databases: the worst truth first. `workers` is false when none is alive, null when unknown. */
export function truthOf(databases: DatabaseDto[], workers: boolean | null, now: number): Truth {
  const troubles = databases
    .map((database) => troubleOf(database, now))
    .filter((trouble) => trouble !== null)
    .sort(byUrgency);
  const lead = leadOf(databases, troubles, now);
  if (workers === false)
    return { title: "No backup can run: no worker is running", lead, troubles };
  return { title: titleOf(databases, troubles), lead, troubles };
}

/** Before that the age of the newest backup is no news beside a failure. */
const RECENT = 3_600_000;

function troubleOf(database: DatabaseDto, now: number): Trouble | null {
  const protection = protectionOf(database, now);
  const damage = protection === "bad" ? null : damageOf(database);
  if (damage || protection === "good" || protection === "none") return damage;
  const since = database.newestProtected;
  const age = since ? `has not been backed up for ${formatAge(now - since.getTime())}` : null;
  if (protection === "warn") return { database, tone: "warn", text: `${age}.`, runId: null };
  const run = database.lastRun?.state === "failed" ? database.lastRun : null;
  const cause = run?.error ? `: ${run.error.message.replace(/\.$/, "")}` : "";
  const tries = database.consecutiveFailures > 1 ? ` (${database.consecutiveFailures} tries)` : "";
  const recent = since !== null && now - since.getTime() < RECENT;
  return {
    database,
    tone: "bad",
    text: `${recent ? "could not be backed up" : (age ?? "has never been backed up")}${tries}${cause}.`,
    runId: run?.id ?? null,
  };
}

function damageOf(database: DatabaseDto): Trouble | null {
  const run = database.lastRun;
  if (run && (run.inconsistent || isInconsistency(run))) {
    return {
      database,
      tone: "bad",
      text: "has a backup that is not consistent: its records contradict each other. It is kept and does not count as a good one.",
      runId: run.id,
      headline: `A backup of ${database.name} is not consistent`,
    };
  }
  if (database.goodSetCount === 0 && database.newestProtected !== null) {
    return {
      database,
      tone: "bad",
      text: "has no good backup set: what there is is damaged or not consistent.",
      runId: null,
      headline: `${database.name} has no good backup set`,
    };
  }
  if (run?.state !== "failed" || (run.asked !== "verify" && run.asked !== "check")) return null;
  return {
    database,
    tone: "bad",
    text: `has a backup set that ${run.asked === "check" && run.error?.code !== "damaged-backup" ? "could not be checked" : "did not pass verification"}${run.error ? `: ${run.error.message.replace(/\.$/, "")}` : ""}.`,
    runId: run.id,
  };
}

function byUrgency(a: Trouble, b: Trouble): number {
  if (a.tone !== b.tone) return a.tone === "bad" ? -1 : 1;
  const age = (trouble: Trouble) => trouble.database.newestProtected?.getTime() ?? 0;
  return age(a) - age(b);
}

function titleOf(databases: DatabaseDto[], troubles: Trouble[]): string {
  const total = databases.length;
  const bad = troubles.filter((trouble) => trouble.tone === "bad");
  const only = (list: { name: string }[]) => (list.length === 1 ? (list[0]?.name ?? "") : null);
  if (bad.length > 0) {
    const name = only(bad.map((trouble) => trouble.database));
    const headline = bad.length === 1 ? bad[0]?.headline : undefined;
    return name
      ? (headline ?? `The last run of ${name} failed`)
      : `${bad.length} of ${plural(total, "database")} ${bad.some((trouble) => trouble.headline) ? "need attention" : "failed"}`;
  }
  const never = databases.filter((database) => database.newestProtected === null);
  if (never.length > 0) {
    const name = only(never);
    const running = never.every((database) => database.activeRun !== null);
    if (running)
      return name ? `The first backup of ${name} is under way` : "First backups are under way";
    return name
      ? `${name} has never been backed up`
      : `${never.length} of ${plural(total, "database")} have never been backed up`;
  }
  if (troubles.length > 0) {
    const [first] = troubles;
    return first && troubles.length === 1
      ? `${first.database.name} ${first.text.replace(/\.$/, "")}`
      : `${troubles.length} of ${plural(total, "database")} have not been backed up for a day or more`;
  }
  return total === 1
    ? `${databases[0]?.name ?? ""} is protected`
    : `All ${total} databases are protected`;
}

function leadOf(databases: DatabaseDto[], troubles: Trouble[], now: number): string {
  const sets = databases.reduce((count, database) => count + database.goodSetCount, 0);
  if (sets === 0) return "Nothing can be restored yet.";
  if (troubles.length > 0) {
    return `${plural(sets, "good backup set")} ${sets === 1 ? "is" : "are"} on disk and can be restored.`;
  }
  const ages = databases.flatMap((database) =>
    database.newestProtected ? [now - database.newestProtected.getTime()] : [],
  );
  const oldest = Math.max(...ages);
  return databases.length === 1
    ? `Everything up to ${formatAge(oldest)} ago can be restored.`
    : `Everything up to ${formatAge(oldest)} ago, or later, can be restored.`;
}
