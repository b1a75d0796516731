import { describe, expect, test } from "vitest";
import type { DayCell, DayOutcome } from "../_trpc/types.ts";
import { dayName, daysSentence, linesOf, lookOf } from "./day-words.ts";

const cell = (outcomes: DayOutcome[], behindMillis = 0, day = "2026-11-24"): DayCell => ({
  day,
  outcomes: outcomes.map((outcome, at) => ({ outcome, count: at + 1, runId: `run ${at}` })),
  behindMillis,
  transactions: 0,
  bytes: 0,
});

describe("a day", () => {
  test("is painted by its worst", () => {
    expect(lookOf(cell(["backed-up", "failed", "fell-back"], 5))).toBe("failed");
    expect(lookOf(cell(["backed-up", "inconsistent", "fell-back"], 5))).toBe("inconsistent");
    expect(lookOf(cell(["backed-up", "fell-back"], 5))).toBe("behind");
    expect(lookOf(cell(["backed-up", "fell-back"]))).toBe("fell-back");
    expect(lookOf(cell(["backed-up", "tended", "cancelled"]))).toBe("protected");
  });
  test("is quiet when nothing was due, and a person's cancel is no failure", () => {
    expect(lookOf(undefined)).toBe("quiet");
    expect(lookOf(cell(["cancelled"]))).toBe("quiet");
    expect(lookOf(cell(["tended"]))).toBe("quiet");
  });
  test("that was behind is painted although nothing ran", () => {
    expect(lookOf(cell([], 1))).toBe("behind");
  });
  test("lists all that happened, the worst first, with the run behind it", () => {
    const lines = linesOf(cell(["backed-up", "cancelled", "failed"], 3 * 3_600_000));
    expect(lines.map((line) => [line.text, line.runId])).toEqual([
      ["3 runs failed", "run 2"],
      ["behind its target for 3 h", null],
      ["1 backup", "run 0"],
      ["2 runs cancelled", "run 1"],
    ]);
  });
});

test("the strip is said in one sentence", () => {
  const cells = [
    cell(["failed"]),
    cell(["backed-up"]),
    cell(["backed-up"]),
    cell([], 9),
    cell(["cancelled"]),
  ];
  expect(daysSentence(cells, 30)).toBe(
    "of the last 30 days: a run failed on 1, behind its target on 1, backed up on 2",
  );
  expect(daysSentence([], 30)).toBe("nothing on any of the last 30 days");
});

test("a day keeps its date wherever the reader is", () => {
  expect(dayName("2026-11-24")).toBe("24 Nov");
});
