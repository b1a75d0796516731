import { describe, expect, test } from "vitest";
import { ago, makeDatabase, makeRpo, makeRun, NOW } from "../_trpc/fixtures.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { exposedLevel, protectionOf, stateOf } from "./protection.ts";
import { rankOf, SEVERITY, type TroubleKey } from "./severity.ts";
import { truthOf as truthOfAll, worstFirst } from "./truth.ts";

const truthOf = (databases: DatabaseDto[], workers: boolean | null, now: number) =>
  truthOfAll(databases, { workers, disk: null }, now);

const failing = (name: string, minutes: number) =>
  makeDatabase({
    id: name,
    name,
    newestProtected: ago(minutes),
    consecutiveFailures: 3,
    lastRun: makeRun({
      id: `run of ${name}`,
      state: "failed",
      result: null,
      error: {
        code: "connect-refused",
        message: "nothing listens on that port",
        detail: null,
        safe: "",
        advice: "",
        retry: "later",
        server: null,
      },
    }),
  });

describe("the first sentence", () => {
  test("is the worst: a failure goes before age, age before calm", () => {
    const stale = makeDatabase({ id: "s", name: "stale", newestProtected: ago(60 * 31) });
    const truth = truthOf([makeDatabase(), stale, failing("orders", 100)], true, NOW);
    expect(truth.title).toBe("The last run of orders failed");
    expect(truth.troubles.map((trouble) => trouble.database.name)).toEqual(["orders", "stale"]);
  });
  test("says since when, how often and why", () => {
    const [trouble] = truthOf([failing("orders", 60 * 31)], true, NOW).troubles;
    expect(trouble?.text).toBe(
      "has not been backed up for 31 h (3 tries): nothing listens on that port.",
    );
    expect(trouble?.href).toBe("/runs/run of orders");
  });
  test("does not call a fresh backup old when the next one fails", () => {
    expect(truthOf([failing("orders", 2)], true, NOW).troubles[0]?.text).toBe(
      "could not be backed up (3 tries): nothing listens on that port.",
    );
  });
  test("names a database that was never backed up", () => {
    const fresh = makeDatabase({ newestProtected: null, lastRun: null, goodSetCount: 0 });
    expect(truthOf([fresh], true, NOW)).toMatchObject({
      title: "orders has never been backed up",
      lead: "Nothing can be restored yet.",
    });
  });
  test("knows a first backup that is under way", () => {
    const first = makeDatabase({
      newestProtected: null,
      lastRun: null,
      activeRun: makeRun({ state: "running" }),
    });
    expect(truthOf([first], true, NOW).title).toBe("The first backup of orders is under way");
  });
  test("counts when several failed", () => {
    const two = [failing("a", 10), failing("b", 20), makeDatabase()];
    expect(truthOf(two, true, NOW).title).toBe("2 of 3 databases failed");
  });
  test("is calm when all is well, and says how far back", () => {
    expect(truthOf([makeDatabase(), makeDatabase()], true, NOW)).toEqual({
      title: "All 2 databases are protected",
      lead: "Everything up to 9 min ago, or later, can be restored.",
      troubles: [],
    });
  });
  test("is that no worker runs, when none does; not when that is unknown", () => {
    expect(truthOf([makeDatabase()], false, NOW).title).toMatch(/no worker is running/);
    expect(truthOf([makeDatabase()], null, NOW).title).toBe("orders is protected");
  });
  test("tells damage that a verification found", () => {
    const damaged = makeDatabase({
      lastRun: makeRun({ asked: "verify", state: "failed", result: null }),
    });
    expect(truthOf([damaged], true, NOW).troubles[0]?.text).toMatch(/did not pass verification/);
  });
});

test("protection: no backup, sound, old, failing", () => {
  expect(protectionOf(makeDatabase({ newestProtected: null }), NOW)).toBe("none");
  expect(protectionOf(makeDatabase(), NOW)).toBe("good");
  expect(protectionOf(makeDatabase({ newestProtected: ago(60 * 25) }), NOW)).toBe("warn");
  expect(exposedLevel(failing("a", 1), NOW)).toBe("bad");
});

test("databases that need somebody come first, then by name", () => {
  const calm = (name: string) => makeDatabase({ id: name, name });
  const order = worstFirst([calm("b"), calm("a"), failing("z", 1)], NOW);
  expect(order.map((database) => database.name)).toEqual(["z", "a", "b"]);
});

test("the pill is the active run's before the last one's", () => {
  const database = makeDatabase({ activeRun: makeRun({ state: "queued" }) });
  expect(stateOf(database).label).toBe("Queued");
  expect(stateOf(makeDatabase({ lastRun: null })).label).toBe("No run yet");
  const expired = makeRun({ id: "e", asked: "expire", result: "expired" });
  const lastGood = { runId: "full", at: ago(9), result: "full" as const };
  expect(stateOf(makeDatabase({ lastRun: expired, lastGood }))).toMatchObject({
    label: "Full backup",
    runId: "full",
  });
});

describe("inconsistency", () => {
  test("is said first, before the age of a backup, and leads to its run", () => {
    const odd = makeDatabase({
      name: "odd",
      newestProtected: ago(3000),
      lastRun: makeRun({ id: "r", inconsistent: true }),
    });
    const truth = truthOf([odd], true, NOW);
    expect(truth.title).toBe("A backup of odd is not consistent");
    expect(truth.troubles).toMatchObject([{ tone: "bad", href: "/runs/r" }]);
  });

  test("stays in sight when later runs went well, as long as there is no good set", () => {
    const truth = truthOf([makeDatabase({ goodSetCount: 0 })], true, NOW);
    expect(truth.title).toBe("orders has no good backup set");
  });
});

test("a check that finds damaged files is trouble as much as a verification that does", () => {
  const error = {
    code: "damaged-backup",
    message: "the backup is damaged",
    detail: null,
    safe: "",
    advice: "",
    retry: "never" as const,
    server: null,
  };
  const lastRun = makeRun({ asked: "check", state: "failed", result: null, error });
  expect(truthOf([makeDatabase({ lastRun })], true, NOW).troubles).toMatchObject([{ tone: "bad" }]);
});

const disk = (patch: { freeBytes?: number; fullAt?: Date | null }) => ({
  freeBytes: 500e9,
  totalBytes: 1000e9,
  fullAt: null,
  ...patch,
});

/** A database that has one trouble, and no other. */
const WITH: Record<
  Exclude<TroubleKey, "worker-gone" | "disk-full" | "disk-low">,
  Partial<DatabaseDto>
> = {
  "no-good-set": { goodSetCount: 0 },
  "source-changed": {
    consecutiveFailures: 1,
    lastRun: makeRun({ state: "failed", result: null, error: errorOf("diverged") }),
  },
  inconsistent: {
    flaws: [{ setId: "s", kind: "inconsistent", startedAt: ago(600), isNewest: true }],
  },
  failed: { consecutiveFailures: 1, lastRun: makeRun({ state: "failed", result: null }) },
  "continuous-stopped": { continuous: { state: "stopped", reason: "no space", since: ago(5) } },
  overdue: { rpo: makeRpo(ago(120), { targetMinutes: 60, targetFrom: "set" }) },
  old: { rpo: makeRpo(ago(60 * 25)) },
  never: { newestProtected: null, goodSetCount: 0, lastRun: null },
  "falls-back": {
    window: { ...makeDatabase().window, outlook: "falls-back" },
  },
  "logs-too-short": { window: { ...makeDatabase().window, windowMillis: 1_800_000 } },
  reconnecting: { continuous: { state: "reconnecting", reason: null, since: ago(5) } },
  "older-flaw": {
    flaws: [{ setId: "s", kind: "damaged", startedAt: ago(60_000), isNewest: false }],
  },
  "fell-back": { lastGood: { runId: "r", at: ago(9), result: "fell-back-to-full" } },
  stale: { verification: { setId: "s", at: ago(60 * 24 * 40), limitDays: 30, isStale: true } },
  paused: { plan: { ...makeDatabase().plan, state: "paused" } },
};

function errorOf(code: string) {
  return {
    code,
    message: "no",
    detail: null,
    safe: "",
    advice: "",
    retry: "never" as const,
    server: null,
  };
}

describe("the table of severities", () => {
  const keys = Object.keys(WITH) as (keyof typeof WITH)[];
  test("each trouble is found by itself, says what it is and how bad", () => {
    for (const key of keys) {
      const truth = truthOf([makeDatabase({ name: "orders", ...WITH[key] })], true, NOW);
      expect(truth.troubles, key).toMatchObject([{ key, tone: SEVERITY[key].tone, also: [] }]);
      expect(truth.title, key).toContain("orders");
      expect(truth.troubles[0]?.text, key).toMatch(/^[a-z].*\.$/);
    }
  });
  test("orders what is said first: of any two, the title is the worse one's", () => {
    for (const worse of keys)
      for (const milder of keys.slice(keys.indexOf(worse) + 1)) {
        const databases = [
          makeDatabase({ id: "m", name: "milder", ...WITH[milder] }),
          makeDatabase({ id: "w", name: "worse", ...WITH[worse] }),
        ];
        const truth = truthOf(databases, true, NOW);
        expect(truth.title, `${worse} before ${milder}`).toContain("worse");
        expect(truth.troubles.map((one) => one.database.id)).toEqual(["w", "m"]);
        expect(worstFirst(databases, NOW).map((one) => one.id)).toEqual(["w", "m"]);
      }
  });
  test("the order of the cases above is the order of the table", () => {
    expect(keys.map(rankOf)).toEqual([...keys.map(rankOf)].sort((a, b) => a - b));
  });
  test("what is wrong with all goes before what is wrong with one, as the table has it", () => {
    const broken = [failing("orders", 100)];
    const of = (patch: Parameters<typeof disk>[0], workers = true) =>
      truthOfAll(broken, { workers, disk: disk(patch) }, NOW);
    expect(of({ freeBytes: 5e9 }, false).title).toMatch(/no worker/);
    expect(of({ freeBytes: 5e9 }).title).toMatch(/storage is full/);
    expect(of({ fullAt: new Date(NOW + 86_400_000) }).title).toMatch(/within two days/);
    expect(of({ freeBytes: 90e9 }).title).toBe("The last run of orders failed");
    expect(of({ freeBytes: 90e9 }).lead).toContain("90.0 GB of 1.0 TB are free");
    const calm = truthOfAll(
      [makeDatabase()],
      { workers: true, disk: disk({ freeBytes: 90e9 }) },
      NOW,
    );
    expect(calm.title).toBe("The storage is nearly full");
  });
});

test("a target decides what is behind, and the worst of several is named", () => {
  const late = (name: string, minutes: number) =>
    makeDatabase({
      id: name,
      name,
      rpo: makeRpo(ago(minutes), { targetMinutes: 60, targetFrom: "schedule" }),
    });
  const many = [makeDatabase(), late("a", 90), late("orders", 31 * 60)];
  const truth = truthOf(many, true, NOW);
  expect(truth.title).toBe("2 of 3 databases are behind their target");
  expect(truth.lead).toContain("orders has not been backed up for 31 h, and may lose 1 h at most.");
});

test("one database's troubles are said by their worst, the others after it", () => {
  const both = makeDatabase({ ...WITH["older-flaw"], ...WITH.overdue });
  expect(truthOf([both], true, NOW).troubles).toMatchObject([
    { key: "overdue", also: ["an older set is not sound"] },
  ]);
});

test("a schedule that is too slow for the source's logs says both times, and is no trouble while each pull is there within seconds", () => {
  const database = makeDatabase({ name: "orders", ...WITH["logs-too-short"] });
  expect(truthOf([database], true, NOW).troubles).toMatchObject([
    {
      text: "is backed up every 1 h, and its source likely drops what the next incremental needs after 30 min: each falls back to a full one.",
      href: "/databases/orders/schedule",
    },
  ]);
  const followed = { state: "following", reason: null, since: ago(5) } as const;
  expect(truthOf([{ ...database, continuous: followed }], true, NOW).troubles).toEqual([]);
  const fullOnly = { ...database.plan, incrementalMillis: null };
  expect(truthOf([{ ...database, plan: fullOnly }], true, NOW).troubles).toEqual([]);
});

test("a member that lags while others are away is a failed run, not a source that went back", () => {
  const of = (retry: "later" | "full-instead") =>
    makeDatabase({
      consecutiveFailures: 1,
      lastRun: makeRun({
        state: "failed",
        result: null,
        error: { ...errorOf("server-behind"), retry },
      }),
    });
  expect(truthOf([of("later")], true, NOW).troubles[0]?.key).toBe("failed");
  expect(truthOf([of("full-instead")], true, NOW).troubles[0]?.key).toBe("source-changed");
});

test("a backup that fell back says why, when that is known", () => {
  const lastRun = makeRun({
    id: "r",
    result: "fell-back-to-full",
    reason: "the store was upgraded in place since this backup was made",
  });
  const database = makeDatabase({ ...WITH["fell-back"], lastRun });
  expect(truthOf([database], true, NOW).troubles[0]?.text).toBe(
    "fell back to a full backup: the store was upgraded in place since this backup was made.",
  );
  const later = makeDatabase({ ...WITH["fell-back"], lastRun: makeRun({ id: "other" }) });
  expect(truthOf([later], true, NOW).troubles[0]?.text).toBe("fell back to a full backup.");
});

test("that nobody planned backups is said last and is no trouble", () => {
  const byHand = makeDatabase({
    plan: { state: "none", everyMillis: null, longestMillis: null, incrementalMillis: null },
  });
  expect(truthOf([byHand], true, NOW)).toMatchObject({
    title: "orders is protected",
    lead: "Everything up to 9 min ago can be restored. It has no schedule: backups are run by hand.",
    troubles: [],
  });
  expect(truthOf([byHand, makeDatabase()], true, NOW).lead).toMatch(
    /1 database has no schedule\.$/,
  );
});
