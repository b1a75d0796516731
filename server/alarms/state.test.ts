import { describe, expect, test } from "vitest";
import type { AlarmFact } from "./fact.ts";
import { keyOf } from "./fact.ts";
import { planSteps, type Situation, type Standing } from "./state.ts";

const now = new Date("2026-03-01T12:00:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

const fact = (rest: Partial<AlarmFact> = {}): AlarmFact => ({
  kind: "failed",
  severity: "warning",
  databaseId: "d1",
  subject: "",
  sentence: "the last backup failed",
  reason: "connect-refused",
  links: {},
  ...rest,
});
const standing = (of: AlarmFact, rest: Partial<Standing> = {}): Standing => ({
  id: "a1",
  key: keyOf(of),
  kind: of.kind,
  databaseId: of.databaseId,
  state: "open",
  severity: of.severity,
  sentence: of.sentence,
  facts: of.links,
  toldAt: ago(1),
  resolvedAt: null,
  ...rest,
});
const plan = (rest: Partial<Situation>) =>
  planSteps({
    facts: [],
    unresolved: [],
    justResolved: [],
    mutes: [],
    unknownKinds: new Set(),
    remindMinutes: 240,
    now,
    ...rest,
  });

describe("an incident", () => {
  test("is raised once, however often its fact is given", () => {
    expect(plan({ facts: [fact(), fact()] })).toEqual([
      { step: "raise", fact: fact(), muted: false },
    ]);
  });

  test("that stands as it was told needs nothing", () => {
    expect(plan({ facts: [fact()], unresolved: [standing(fact())] })).toEqual([]);
  });

  test("resolves by itself when its fact is gone, acknowledged or not", () => {
    for (const state of ["open", "acknowledged"] as const)
      expect(plan({ unresolved: [standing(fact(), { state })] })).toEqual([
        { step: "resolve", id: "a1", told: true },
      ]);
  });

  test("does not resolve because its fact could not be looked at", () => {
    expect(plan({ unresolved: [standing(fact())], unknownKinds: new Set(["failed"]) })).toEqual([]);
  });

  test("that comes back soon is the same one, raised again; later it is a new one", () => {
    const before = standing(fact(), { state: "resolved", resolvedAt: ago(3) });
    expect(plan({ facts: [fact()], justResolved: [before] })).toEqual([
      { step: "raise-again", id: "a1", fact: fact(), muted: false },
    ]);
    expect(plan({ facts: [fact()] })).toMatchObject([{ step: "raise" }]);
  });

  test("that gets worse is open again though it was acknowledged; one that gets better stays", () => {
    const worse = fact({ severity: "critical" });
    const acknowledged = standing(fact(), { state: "acknowledged" });
    expect(plan({ facts: [worse], unresolved: [acknowledged] })).toEqual([
      { step: "worsen", id: "a1", from: "warning", fact: worse, muted: false },
    ]);
    expect(
      plan({ facts: [fact()], unresolved: [standing(worse, { state: "acknowledged" })] }),
    ).toEqual([{ step: "update", id: "a1", fact: fact() }]);
  });

  test("takes other figures over without telling anybody", () => {
    const other = fact({ sentence: "the last two backups failed" });
    expect(plan({ facts: [other], unresolved: [standing(fact())] })).toEqual([
      { step: "update", id: "a1", fact: other },
    ]);
  });

  test("of one database says nothing of another's", () => {
    const other = fact({ databaseId: "d2" });
    expect(plan({ facts: [other], unresolved: [standing(fact())] })).toMatchObject([
      { step: "raise" },
      { step: "resolve", id: "a1" },
    ]);
  });
});

describe("a mute", () => {
  const mute = { key: "d1/failed", until: new Date(now.getTime() + 60_000) };

  test("of its kind and database lets the incident into the inbox and no further", () => {
    expect(plan({ facts: [fact()], mutes: [mute] })).toMatchObject([{ muted: true }]);
    const elsewhere = fact({ databaseId: "d2" });
    expect(plan({ facts: [elsewhere], mutes: [mute] })).toMatchObject([{ muted: false }]);
    const otherKind = fact({ kind: "fell-back" });
    expect(plan({ facts: [otherKind], mutes: [mute] })).toMatchObject([{ muted: false }]);
  });

  test("that ended leaves nothing untold", () => {
    const untold = standing(fact(), { toldAt: null });
    expect(plan({ facts: [fact()], unresolved: [untold], mutes: [mute] })).toEqual([]);
    const ended = { ...mute, until: now };
    expect(plan({ facts: [fact()], unresolved: [untold], mutes: [ended] })).toEqual([
      { step: "tell", id: "a1" },
    ]);
  });
});

describe("a reminder", () => {
  const critical = fact({ severity: "critical" });
  const old = (rest: Partial<Standing> = {}) => standing(critical, { toldAt: ago(240), ...rest });

  test("comes for what is critical and that nobody acknowledged", () => {
    expect(plan({ facts: [critical], unresolved: [old()] })).toEqual([
      { step: "remind", id: "a1", toldAt: ago(240) },
    ]);
  });

  test("comes neither early, nor for less, nor for what is acknowledged or muted, nor when switched off", () => {
    const mutes = [{ key: "-/failed", until: new Date(now.getTime() + 1) }];
    expect(plan({ facts: [critical], unresolved: [old({ toldAt: ago(239) })] })).toEqual([]);
    expect(plan({ facts: [fact()], unresolved: [standing(fact(), { toldAt: ago(999) })] })).toEqual(
      [],
    );
    expect(plan({ facts: [critical], unresolved: [old({ state: "acknowledged" })] })).toEqual([]);
    expect(plan({ facts: [critical], unresolved: [old()], mutes })).toEqual([]);
    expect(plan({ facts: [critical], unresolved: [old()], remindMinutes: null })).toEqual([]);
  });
});
