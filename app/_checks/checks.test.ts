import { expect, test } from "vitest";
import { ago, makeSet, NOW } from "../_trpc/fixtures.ts";
import type { CheckDto, CheckFinding } from "../_trpc/types.ts";
import { groupsOf } from "./groups.ts";
import { draftOf, readDraft, samePolicy } from "./policy-draft.ts";
import { findingsSentence, verdictOf } from "./verdict.ts";

const DAY = 24 * 60;
const check = (patch: Partial<CheckDto> = {}): CheckDto => ({
  at: ago(3 * DAY),
  ok: true,
  lastTx: 200,
  checked: ["nodes"],
  notChecked: ["Lucene indexes"],
  totals: {},
  findings: [],
  ...patch,
});
const verdict = (patch: Partial<CheckDto> | null) =>
  verdictOf(makeSet({ check: patch === null ? null : check(patch) }), NOW);

test("a verdict grows stale after 30 days, an inconsistency never fades", () => {
  expect(verdict({})).toEqual({ tone: "good", word: "consistent", staleDays: null, since: null });
  expect(verdict({ at: ago(31 * DAY) })).toMatchObject({ tone: "warn", staleDays: 31 });
  expect(verdict({ at: ago(31 * DAY), ok: false })).toMatchObject({
    tone: "bad",
    word: "inconsistent",
  });
  expect(verdict(null)).toMatchObject({ tone: "idle", word: "not checked yet" });
});

test("transactions that came after a check are not covered by it", () => {
  expect(verdict({ lastTx: 180 }).since).toBe("20 transactions came after it");
});

test("findings come by kind, the most frequent first, those not kept counted", () => {
  const finding = (kind: string): CheckFinding => ({
    kind,
    message: "Node 1 has label 2, which is not in use.",
    store: "neostore.nodestore.db",
    recordId: 1,
    offset: 15,
  });
  const totals = { "node-label-unknown": 900, "token-orphan": 1, "counts-wrong": 0 };
  const groups = groupsOf(totals, [finding("token-orphan"), finding("node-label-unknown")]);
  expect(groups.map(({ title, total, findings }) => [title, total, findings.length])).toEqual([
    ["Node label unknown", 900, 1],
    ["Token orphan", 1, 1],
  ]);
  expect(findingsSentence({ totals })).toBe("901 inconsistencies of 2 kinds");
});

test("a policy goes through its form; impossible days are refused", () => {
  const policy = { when: "after-each" as const, everyDays: 14 };
  expect(readDraft(draftOf(policy)).policy).toEqual(policy);
  expect(readDraft({ ...draftOf(policy), repeats: false }).policy?.everyDays).toBeNull();
  for (const days of ["0", "3651", "x", ""])
    expect(readDraft({ ...draftOf(policy), days }).policy).toBeNull();
  expect(samePolicy(policy, { ...policy, everyDays: null })).toBe(false);
});
