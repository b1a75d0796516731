/** Every kind of alarm: one row each. Pure data, safe for a browser. */

/** The worst first. */
export const SEVERITIES = ["critical", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

interface KindRow {
  /** As a heading. */
  name: string;
  /** When it is raised. */
  when: string;
  severity: Severity;
  /** What is still safe while it is so. */
  safe: string;
  /** What to do. */
  advice: string;
  /** Of one database, rather than of the installation. */
  ofDatabase: boolean;
  /** Of several databases at once, in words that follow the number: "3 databases ...". */
  many: string;
}

export const KINDS = {
  overdue: {
    name: "Overdue",
    when: "The newest protected moment of a database is older than its target.",
    severity: "critical",
    safe: "Everything up to the newest protected moment can be restored.",
    advice: "Look at the last run and at the schedule, and back up now.",
    ofDatabase: true,
    many: "are behind their target",
  },
  failed: {
    name: "Backup failed",
    when: "The last backup of a database failed.",
    severity: "critical",
    safe: "Backups that were complete before it are untouched and can be restored.",
    advice: "Open the run: it says what happened and what to do.",
    ofDatabase: true,
    many: "could not be backed up",
  },
  "fell-back": {
    name: "Fell back to full",
    when: "An incremental backup had to become a full one: the server no longer had the transactions in between.",
    severity: "warning",
    safe: "The new set is complete. The old set can still be restored up to its own last transaction.",
    advice:
      "Back up more often, or have the server keep its transaction logs for longer (keep_logical_logs).",
    ofDatabase: true,
    many: "fell back to a full backup",
  },
  inconsistent: {
    name: "Inconsistent",
    when: "A check found damage or contradictions in a backup set.",
    severity: "critical",
    safe: "Other backup sets are untouched, and nothing was deleted.",
    advice:
      "Look at the findings. The database itself may have the same ones: check it, then make a full backup.",
    ofDatabase: true,
    many: "have a backup that a check found wanting",
  },
  "verification-stale": {
    name: "Verification is old",
    when: "No backup of a database was verified or checked for longer than was agreed.",
    severity: "warning",
    safe: "The backups are as they were written; nobody has looked at them lately.",
    advice: "Verify the newest set, or have checks made by themselves.",
    ofDatabase: true,
    many: "were not verified for long",
  },
  "disk-low": {
    name: "Disk nearly full",
    when: "The storage has little space left, or will be full within days.",
    severity: "warning",
    safe: "Backups on it are untouched. A backup that does not fit is refused before it fills the disk.",
    advice: "Free space, keep fewer sets, or make the storage larger.",
    ofDatabase: false,
    many: "share a storage that is nearly full",
  },
  "source-changed": {
    name: "Source behind or diverged",
    when: "The server has not the transactions that the backup has: it was restored from older data, or replaced.",
    severity: "critical",
    safe: "The backup holds what the server lost, and is kept.",
    advice:
      "Find out why the server went back. What it lost can be restored from the backup; afterwards make a full backup.",
    ofDatabase: true,
    many: "no longer match their backups",
  },
  "worker-gone": {
    name: "Worker gone",
    when: "A worker stopped reporting, or none is alive.",
    severity: "critical",
    safe: "Backups on disk are untouched; a run that was going on publishes nothing half.",
    advice: "Start a worker, and look for a crash or for missing memory in its log.",
    ofDatabase: false,
    many: "have no worker",
  },
  "missed-schedule": {
    name: "Missed schedule",
    when: "A scheduled backup did not start at its time.",
    severity: "warning",
    safe: "Backups that were made before are untouched.",
    advice: "See whether a worker was alive at that time, and back up now.",
    ofDatabase: true,
    many: "missed a scheduled backup",
  },
  "continuous-down": {
    name: "Continuous protection is down",
    when: "Continuous protection stopped, or has been reconnecting for long.",
    severity: "critical",
    safe: "Everything that was pulled before is on disk and can be restored.",
    advice:
      "Look at the source's address and at its log; protection goes on by itself once it answers.",
    ofDatabase: true,
    many: "have no continuous protection at present",
  },
  "log-window": {
    name: "Log window at risk",
    when: "The next incremental backup is likely to come too late: the server will have pruned the transactions it needs.",
    severity: "warning",
    safe: "What is backed up can be restored. A backup that comes too late becomes a full one and misses nothing of the present.",
    advice: "Back up now, shorten the interval, or have the server keep its logs for longer.",
    ofDatabase: true,
    many: "may lose their log window",
  },
  "mass-change": {
    name: "Mass change",
    when: "A pull deleted a large part of the store, or changed far more than is usual.",
    severity: "critical",
    safe: "The set that holds the moment before it is pinned: retention leaves it alone.",
    advice:
      "If nobody meant it, restore to the transaction before it. If it was meant, unpin the set.",
    ofDatabase: true,
    many: "had a mass change",
  },
  test: {
    name: "Test",
    when: "Somebody pressed Send test.",
    severity: "info",
    safe: "Nothing happened.",
    advice: "Nothing is to be done.",
    ofDatabase: false,
    many: "are tested",
  },
} as const satisfies Record<string, KindRow>;

export type AlarmKind = keyof typeof KINDS;

/** Kinds that facts raise; a test is no incident. */
export const ALARM_KINDS = Object.keys(KINDS).filter((kind) => kind !== "test") as [
  AlarmKind,
  ...AlarmKind[],
];

/** Whether `one` is at least as bad as `other`. */
export const isAtLeast = (one: Severity, other: Severity): boolean =>
  SEVERITIES.indexOf(one) <= SEVERITIES.indexOf(other);

/** The worst of some. */
export const worstOf = (severities: Iterable<Severity>): Severity | null => {
  let worst: Severity | null = null;
  for (const one of severities) if (worst === null || isAtLeast(one, worst)) worst = one;
  return worst;
};
