import { expect, test } from "vitest";
import { ago, makeStripSet, NOW } from "../../_trpc/fixtures.ts";
import type { StripDto } from "../../_trpc/types.ts";
import { rowsOf, sentenceOf } from "./rows.ts";

const strip: StripDto = {
  from: ago(1000),
  to: new Date(NOW),
  runs: [],
  sets: [
    makeStripSet({ id: "a", baseEndAt: ago(600), protectedAt: ago(400), pinned: true }),
    makeStripSet({ id: "b", baseEndAt: ago(300), protectedAt: ago(5) }),
  ],
};

test("the table says what the picture shows, newest first", () => {
  expect(rowsOf(strip, NOW).map((row) => row.what)).toEqual([
    "Not protected yet",
    "Restorable",
    "Gap",
    "Restorable",
  ]);
  expect(rowsOf(strip, NOW).at(-1)?.note).toBe("set a, 0 log files, pinned");
});

test("a set on its way out says when its files are deleted", () => {
  const goesAt = new Date("2026-12-03T12:00:00Z");
  const leaving = { ...strip, sets: [makeStripSet({ id: "a", goesAt })] };
  expect(rowsOf(leaving, NOW).map((row) => row.note)).toContain(
    "set a, 0 log files, expiring on 3 Dec 2026",
  );
});

test("the sentence names range and gaps", () => {
  expect(sentenceOf(strip, NOW)).toBe("2 sets, restorable from 10 h ago to 5 min ago, 1 gap.");
  expect(sentenceOf({ ...strip, sets: [] }, NOW)).toBe("No backup yet: nothing can be restored.");
});

test("a damaged set is told as damaged, never as restorable", () => {
  const damaged = { ...strip, sets: [makeStripSet({ state: "damaged" })] };
  expect(rowsOf(damaged, NOW).map((row) => row.what)).toEqual(["Damaged"]);
});
