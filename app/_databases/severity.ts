import type { Tone } from "../_runs/outcome.ts";

/** One kind of trouble: how bad it is, and what it is called when it is the worst there is. */
interface SeverityRow {
  tone: Extract<Tone, "bad" | "warn">;
  /** Of one database; of the installation where nothing is named. */
  one: (name: string) => string;
  /** Of several, after "2 of 14 databases". */
  many: string;
  /** In a list of what else is wrong. */
  also: string;
}

const row = (
  tone: SeverityRow["tone"],
  one: SeverityRow["one"],
  many: string,
  also: string,
): SeverityRow => ({ tone, one, many, also });

/**
 * Every trouble there is, the worst first: this order is the one that the overview's first sentence, its list and its
 * sorting go by. What stops all backups goes before what spoils one, what can lose data before what can cost time.
 */
export const SEVERITY = {
  "worker-gone": row("bad", () => "No backup can run: no worker is running", "", ""),
  "disk-full": row("bad", () => "The storage is full, or will be within two days", "", ""),
  "no-good-set": row(
    "bad",
    (name) => `${name} has no good backup set`,
    "have no good backup set",
    "no good backup set",
  ),
  "source-changed": row(
    "bad",
    (name) => `The source of ${name} is not what was backed up`,
    "have a source that is not what was backed up",
    "its source is behind or was replaced",
  ),
  inconsistent: row(
    "bad",
    (name) => `A backup of ${name} is not consistent`,
    "have a newest backup that is not sound",
    "its newest set is not sound",
  ),
  failed: row("bad", (name) => `The last run of ${name} failed`, "failed", "its last run failed"),
  "continuous-stopped": row(
    "bad",
    (name) => `Continuous protection of ${name} has stopped`,
    "are not followed any more",
    "continuous protection has stopped",
  ),
  overdue: row(
    "bad",
    (name) => `${name} is behind its target`,
    "are behind their target",
    "behind its target",
  ),
  old: row(
    "warn",
    (name) => `${name} has not been backed up for a day or more`,
    "have not been backed up for a day or more",
    "not backed up for a day or more",
  ),
  never: row(
    "warn",
    (name) => `${name} has never been backed up`,
    "have never been backed up",
    "never backed up",
  ),
  "disk-low": row("warn", () => "The storage is nearly full", "", ""),
  "falls-back": row(
    "warn",
    (name) => `The next backup of ${name} will be a full one`,
    "are about to fall back to full",
    "the next incremental falls back to full",
  ),
  "logs-too-short": row(
    "warn",
    (name) => `The schedule of ${name} is too slow for its source's logs`,
    "are backed up too seldom for their source's logs",
    "its source keeps logs for less than its schedule needs",
  ),
  reconnecting: row(
    "warn",
    (name) => `Continuous protection of ${name} has lost its source`,
    "have lost their source",
    "continuous protection reconnects",
  ),
  "older-flaw": row(
    "warn",
    (name) => `An older backup of ${name} is not sound`,
    "have an older backup that is not sound",
    "an older set is not sound",
  ),
  "fell-back": row(
    "warn",
    (name) => `${name} fell back to a full backup`,
    "fell back to a full backup",
    "its last backup fell back to full",
  ),
  stale: row(
    "warn",
    (name) => `The newest backup of ${name} was not verified for long`,
    "have a newest backup that was not verified for long",
    "not verified for long",
  ),
  paused: row(
    "warn",
    (name) => `The schedule of ${name} is paused`,
    "have a schedule that is paused",
    "its schedule is paused",
  ),
} satisfies Record<string, SeverityRow>;

export type TroubleKey = keyof typeof SEVERITY;

const ORDER = Object.keys(SEVERITY) as TroubleKey[];

/** 0 is the worst. */
export const rankOf = (key: TroubleKey): number => ORDER.indexOf(key);
