import { expect, test } from "vitest";
import { makeLogFile, makeSet } from "../_trpc/fixtures.ts";
import {
  canRoll,
  lossOf,
  rollNoteOf,
  setOutcome,
  setsSentence,
  standingOf,
  stripOfSet,
} from "./words.ts";

test("a set that verified badly is damaged even while its row says good", () => {
  expect(setOutcome({ state: "good", verifyOk: false, check: null })).toEqual({
    tone: "bad",
    label: "Damaged",
  });
  expect(setOutcome({ state: "good", verifyOk: null, check: null }).tone).toBe("good");
});

test("the sentence counts good sets only and names pins and damage", () => {
  const sets = [
    makeSet({ pinned: true }),
    makeSet({ id: "b", state: "damaged" }),
    makeSet({ id: "c", state: "failed", totalBytes: 0 }),
  ];
  expect(setsSentence(sets)).toBe("1 good set, 8.2 kB, 1 damaged, 1 pinned. Newest first.");
});

test("what deleting loses is said before, most clearly for the only good set", () => {
  const set = makeSet({ logFiles: [makeLogFile()] });
  expect(lossOf(set, "only")).toMatch(/1 log file.*only good set/);
  expect(lossOf(set, "older")).toMatch(/only this set restores/);
  expect(lossOf(makeSet({ state: "failed" }), "older")).toMatch(/Nothing restorable is lost/);
});

test("failed sets do not count when the newest or only good set is named", () => {
  const failed = makeSet({ id: "f", state: "failed" });
  const a = makeSet({ id: "a" });
  const b = makeSet({ id: "b" });
  expect(standingOf(a, [failed, a])).toBe("only");
  expect(standingOf(a, [a, b])).toBe("newest");
  expect(standingOf(b, [a, b])).toBe("older");
});

test("a set drawn alone begins at its base and ends where it protects", () => {
  const set = makeSet({ logFiles: [makeLogFile()] });
  const strip = stripOfSet(set);
  expect(strip.from).toBe(set.baseEndAt);
  expect(strip.to).toBe(set.protectedAt);
  expect(strip.sets[0]?.logFiles[0]?.merged).toBe(1);
});

test("an inconsistent set says so and stands in for no good one", () => {
  const check = { at: new Date(0), ok: false, lastTx: 1, checked: [], notChecked: [] };
  const odd = makeSet({ id: "odd", check: { ...check, totals: {}, findings: [] } });
  expect(setOutcome(odd)).toEqual({ tone: "bad", label: "Inconsistent" });
  expect(setsSentence([odd])).toBe("0 good sets, 4.1 kB, 1 inconsistent. Newest first.");
  expect(standingOf(makeSet(), [odd, makeSet()])).toBe("only");
});

test("sets that are held or on their way out are counted, with the bytes that they will free", () => {
  const hold = { reason: "case", by: "Ada", since: new Date(0), until: null, ofDatabase: false };
  const leaving = {
    since: new Date(0),
    goesAt: new Date(1),
    because: ["Old."],
    by: "policy" as const,
    byName: null,
  };
  expect(setsSentence([makeSet({ hold }), makeSet({ leaving }), makeSet({ leaving })])).toBe(
    "3 good sets, 12.3 kB, 1 held, 2 expiring (8.2 kB). Newest first.",
  );
});

test("only the newest good set with something in its log can be rolled forward, else it says why", () => {
  const set = makeSet({ baseEndTx: 10, lastTx: 20 });
  expect(canRoll(set, "newest")).toBe(true);
  expect(rollNoteOf(set, "only")).toContain("without the server");
  for (const [patch, standing, why] of [
    [{}, "older", "newer good set"],
    [{ lastTx: 10 }, "newest", "already ends"],
    [{ inUse: true }, "newest", "run is using it"],
    [{ state: "damaged" }, "newest", "Only a good set"],
  ] as const) {
    expect(canRoll({ ...set, ...patch }, standing)).toBe(false);
    expect(rollNoteOf({ ...set, ...patch }, standing)).toContain(why);
  }
});
