import { describe, expect, test } from "vitest";
import { formatBytes, formatExactBytes, plural } from "./bytes.ts";
import { formatAge, formatDuration, formatLeft, formatTicking } from "./duration.ts";
import { exactTimes, formatDateTime, formatRelative } from "./time.ts";
import { formatTxRange } from "./tx.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [999_499, "999 kB"],
  [999_500, "1.0 MB"],
  [18_240_000_000, "18.2 GB"],
  [190_000_000, "190 MB"],
])("%d bytes read as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test("the exact count of bytes is never rounded", () => {
  expect(formatExactBytes(18_240_000_001)).toBe("18,240,000,001 bytes");
  expect(formatExactBytes(1)).toBe("1 byte");
});

test.each([
  [0, "0 ms"],
  [24, "24 ms"],
  [99.6, "0.1 s"],
  [312, "0.3 s"],
  [9_949, "9.9 s"],
  [9_950, "10 s"],
  [59_499, "59 s"],
  [59_500, "1 min 00 s"],
  [130_000, "2 min 10 s"],
  [4 * 3_600_000 + 120_000, "4 h 02 min"],
  [76 * 3_600_000, "3 days 4 h"],
  [-5, "0 ms"],
])("%d ms last %s", (millis, text) => {
  expect(formatDuration(millis)).toBe(text);
});

test("a ticking span shows whole seconds", () => {
  expect(formatTicking(8_900)).toBe("8 s");
  expect(formatTicking(61_999)).toBe("1 min 01 s");
});

test("an age has one unit", () => {
  expect(formatAge(31 * 3_600_000)).toBe("31 h");
  expect(formatAge(40 * 86_400_000)).toBe("40 days");
});

test("time left is rounded up", () => {
  expect(formatLeft(4.2)).toBe("about 5 s left");
  expect(formatLeft(0.4)).toBe("less than a second left");
  expect(formatLeft(75)).toBe("about 1 min 15 s left");
});

describe("moments", () => {
  const at = new Date("2026-11-22T14:31:07.412Z");
  test("are relative for a week, then a date", () => {
    const now = at.getTime();
    expect(formatRelative(at, now + 22 * 60_000)).toBe("22 min ago");
    expect(formatRelative(at, now - 4000)).toBe("just now");
    expect(formatRelative(at, now + 8 * 86_400_000)).toBe("22 Nov 2026");
  });
  test("are told in UTC and where the reader is", () => {
    expect(exactTimes(at, "Europe/Berlin")).toEqual({
      utc: "2026-11-22 14:31:07 UTC",
      local: "22 Nov 2026, 15:31:07 Europe/Berlin",
    });
    expect(formatDateTime(at, "UTC")).toBe("22 Nov 2026, 14:31:07");
  });
});

test("counts and ranges agree with their nouns", () => {
  expect(plural(1, "set")).toBe("1 set");
  expect(plural(1200, "set")).toBe("1,200 sets");
  expect(formatTxRange(12, 4_182_907)).toBe("12 to 4,182,907");
  expect(formatTxRange(12, 12)).toBe("12");
  expect(formatTxRange(null, null)).toBe("none");
});
