import type { DatabaseDto, DiskForecast } from "../_trpc/types.ts";
import { formatBytes, plural } from "../_ui/format/bytes.ts";
import { formatAge } from "../_ui/format/duration.ts";
import { formatDate } from "../_ui/format/time.ts";
import { rankOf, SEVERITY, type TroubleKey } from "./severity.ts";
import { type DatabaseTrouble, troublesOf } from "./troubles.ts";

/** One database that needs somebody, with the worst of what is wrong with it. */
export interface Trouble extends DatabaseTrouble {
  database: DatabaseDto;
  tone: "warn" | "bad";
  /** What else is wrong, the worst first. */
  also: string[];
}

export interface Truth {
  title: string;
  lead: string;
  /** The worst first. */
  troubles: Trouble[];
}

/** What is known of the installation; null where it is not known yet. */
export interface Installation {
  /** Whether any worker is alive. */
  workers: boolean | null;
  disk: Pick<DiskForecast, "freeBytes" | "totalBytes" | "fullAt"> | null;
}

const DAY = 86_400_000;
const FULL_SHARE = 0.02;
const FULL_WITHIN = 2 * DAY;
const LOW_SHARE = 0.1;
const LOW_WITHIN = 14 * DAY;

/** How things stand over all databases: the worst truth first. */
export function truthOf(databases: DatabaseDto[], installation: Installation, now: number): Truth {
  const troubles = databases
    .map((database) => troubleOf(database, now))
    .filter((trouble) => trouble !== null)
    .sort((a, b) => rankOf(a.key) - rankOf(b.key) || sinceOf(a) - sinceOf(b));
  const general = generalOf(installation, now);
  const worst = troubles[0]?.key;
  const title =
    general && (worst === undefined || rankOf(general.key) <= rankOf(worst))
      ? general.title
      : titleOf(databases, troubles);
  return { title, lead: leadOf(databases, troubles, general?.lead ?? null, now), troubles };
}

/** The worst of what is wrong with a database, and what else is. */
export function troubleOf(database: DatabaseDto, now: number): Trouble | null {
  const [worst, ...others] = troublesOf(database, now).sort(
    (a, b) => rankOf(a.key) - rankOf(b.key),
  );
  if (!worst) return null;
  // that a database which failed is also behind goes without saying
  const also = others
    .filter(({ key }) => !(isAge(key) && worst.key === "failed"))
    .map(({ key }) => SEVERITY[key].also);
  return { ...worst, database, tone: SEVERITY[worst.key].tone, also };
}

const isAge = (key: TroubleKey): boolean => key === "overdue" || key === "old" || key === "never";
const sinceOf = ({ database }: Trouble): number => database.rpo.since?.getTime() ?? 0;

/** Databases that need somebody first, in the order of the table, then by name. */
export function worstFirst(databases: DatabaseDto[], now: number): DatabaseDto[] {
  const ranks = new Map(
    databases.map((database) => {
      const trouble = troubleOf(database, now);
      return [database.id, trouble ? rankOf(trouble.key) : Number.POSITIVE_INFINITY];
    }),
  );
  const rank = (database: DatabaseDto): number => ranks.get(database.id) ?? 0;
  return [...databases].sort((a, b) =>
    rank(a) === rank(b) ? a.name.localeCompare(b.name) : rank(a) - rank(b),
  );
}

interface General {
  key: TroubleKey;
  title: string;
  lead: string | null;
}

/** What is wrong with the installation, the worst of it. */
function generalOf({ workers, disk }: Installation, now: number): General | null {
  if (workers === false)
    return { key: "worker-gone", title: SEVERITY["worker-gone"].one(""), lead: null };
  if (!disk || disk.freeBytes === null || disk.totalBytes === null) return null;
  const share = disk.freeBytes / disk.totalBytes;
  const left = disk.fullAt ? disk.fullAt.getTime() - now : Number.POSITIVE_INFINITY;
  const key =
    share < FULL_SHARE || left < FULL_WITHIN
      ? "disk-full"
      : share < LOW_SHARE || left < LOW_WITHIN
        ? "disk-low"
        : null;
  if (!key) return null;
  const date = disk.fullAt ? `, likely until ${formatDate(disk.fullAt)}` : "";
  const lead = `${formatBytes(disk.freeBytes)} of ${formatBytes(disk.totalBytes)} are free${date}.`;
  return { key, title: SEVERITY[key].one(""), lead };
}

function titleOf(databases: DatabaseDto[], troubles: Trouble[]): string {
  const total = databases.length;
  const starting = databases.filter(
    (database) => database.newestProtected === null && database.activeRun !== null,
  );
  const [worst] = troubles;
  if (worst && (worst.tone === "bad" || starting.length === 0)) {
    const same = troubles.filter(({ key }) => key === worst.key);
    if (same.length === 1) return worst.headline ?? SEVERITY[worst.key].one(worst.database.name);
    return `${same.length} of ${plural(total, "database")} ${SEVERITY[worst.key].many}`;
  }
  if (starting.length > 0) {
    const [only, ...others] = starting;
    return others.length === 0
      ? `The first backup of ${only?.name ?? ""} is under way`
      : "First backups are under way";
  }
  return total === 1
    ? `${databases[0]?.name ?? ""} is protected`
    : `All ${total} databases are protected`;
}

function leadOf(
  databases: DatabaseDto[],
  troubles: Trouble[],
  general: string | null,
  now: number,
): string {
  return [general, worstOf(troubles), whatIsLeft(databases, troubles, now), plansOf(databases)]
    .filter((sentence) => sentence !== null)
    .join(" ");
}

/** Where the title only counts, the worst by name. */
function worstOf(troubles: Trouble[]): string | null {
  const [worst, second] = troubles;
  if (!worst || second?.key !== worst.key) return null;
  return `${worst.database.name} ${worst.text}`;
}

function whatIsLeft(databases: DatabaseDto[], troubles: Trouble[], now: number): string {
  const sets = databases.reduce((count, database) => count + database.goodSetCount, 0);
  if (sets === 0) return "Nothing can be restored yet.";
  if (troubles.length > 0)
    return `${plural(sets, "good backup set")} ${sets === 1 ? "is" : "are"} on disk and can be restored.`;
  const ages = databases.flatMap(({ rpo }) => (rpo.since ? [now - rpo.since.getTime()] : []));
  const oldest = formatAge(Math.max(...ages));
  return databases.length === 1
    ? `Everything up to ${oldest} ago can be restored.`
    : `Everything up to ${oldest} ago, or later, can be restored.`;
}

/** That nobody planned backups is no trouble as long as somebody makes them; it is said last. */
function plansOf(databases: DatabaseDto[]): string | null {
  const unplanned = databases.filter(
    ({ plan, continuous }) => plan.state === "none" && !continuous,
  );
  if (unplanned.length === 0) return null;
  if (databases.length === 1) return "It has no schedule: backups are run by hand.";
  return unplanned.length === databases.length
    ? "None has a schedule: backups are run by hand."
    : `${plural(unplanned.length, "database has", "databases have")} no schedule.`;
}
