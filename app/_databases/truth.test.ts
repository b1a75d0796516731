import { describe, expect, test } from "vitest";
import { ago, makeDatabase, makeRun, NOW } from "../_trpc/fixtures.ts";
import { byUrgency, exposedLevel, protectionOf, stateOf } from "./protection.ts";
import { truthOf } from "./truth.ts";

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
    expect(trouble?.runId).toBe("run of orders");
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
  const order = byUrgency([calm("b"), calm("a"), failing("z", 1)], NOW);
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
    expect(truth.troubles).toMatchObject([{ tone: "bad", runId: "r" }]);
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
