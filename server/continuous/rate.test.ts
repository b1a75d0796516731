import { describe, expect, it } from "vitest";
import { countIn, type MinuteCount, perMinute } from "./rate.ts";

const MINUTE = 60_000;
const at = (minute: number, seconds = 0) => new Date(minute * MINUTE + seconds * 1000);

describe("transactions a minute", () => {
  it("are unknown before the first pull, and those of the minute that runs in the first", () => {
    expect(perMinute([], at(100))).toBeNull();
    expect(perMinute(countIn([], at(100), 7), at(100, 30))).toBe(7);
  });

  it("are those of the minutes that are over, quiet ones included", () => {
    let counts: MinuteCount[] = [];
    counts = countIn(counts, at(100), 10);
    counts = countIn(counts, at(100, 5), 2);
    counts = countIn(counts, at(103), 900);
    expect(counts).toEqual([
      { minute: 100, count: 12 },
      { minute: 103, count: 900 },
    ]);
    expect(perMinute(counts, at(103, 30))).toBe(4);
  });

  it("forget what is older than ten minutes", () => {
    const counts = countIn(countIn([], at(100), 50), at(115), 1);
    expect(counts).toEqual([{ minute: 115, count: 1 }]);
    expect(perMinute(counts, at(140))).toBeNull();
  });
});
