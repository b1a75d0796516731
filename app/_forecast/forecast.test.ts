import { describe, expect, test } from "vitest";
import { NOW } from "../_trpc/fixtures.ts";
import type { LogWindow } from "../_trpc/types.ts";
import { intervalRisk } from "./interval-risk.ts";
import { rangeSentence, windowSentence } from "./words.ts";

const HOUR = 3_600_000;
const at = (hours: number): Date => new Date(NOW + hours * HOUR);
const window = (patch: Partial<LogWindow> = {}): LogWindow => ({
  retention: "2G size",
  counted: "2G size",
  isAssumed: false,
  rotationBytes: 1,
  isRotationAssumed: false,
  keepsAll: false,
  rate: null,
  windowMillis: 48 * HOUR,
  leastMillis: 40 * HOUR,
  notBefore: at(26),
  fallsBackAt: at(31),
  notAfter: at(40),
  nextAt: null,
  outlook: "unplanned",
  because: "",
  ...patch,
});

describe("a cadence", () => {
  test.each([
    [60, "safe"],
    [24 * 60, "safe"],
    [24 * 60 + 1, "close"],
    [47 * 60, "close"],
    [48 * 60, "too-long"],
    [7 * 24 * 60, "too-long"],
  ])("of %i minutes in a window of 48 hours is %s", (minutes, risk) => {
    expect(intervalRisk(window(), minutes)).toBe(risk);
  });
  test("is close when it reaches the shortest the window may be", () => {
    expect(intervalRisk(window({ leastMillis: 10 * HOUR }), 12 * 60)).toBe("close");
  });
  test("is safe where all logs are kept or nothing is written, unknown where nothing is known", () => {
    const none = { windowMillis: null, leastMillis: null };
    expect(intervalRisk(window({ ...none, keepsAll: true }), 1e6)).toBe("safe");
    const still = { peakBytesPerHour: 0 } as LogWindow["rate"];
    expect(intervalRisk(window({ ...none, rate: still }), 1e6)).toBe("safe");
    expect(intervalRisk(window(none), 60)).toBe("unknown");
    expect(intervalRisk(window({ windowMillis: null, leastMillis: 84 * HOUR }), 60)).toBe("safe");
    expect(intervalRisk(window({ windowMillis: null, leastMillis: HOUR }), 61)).toBe("close");
  });
});

describe("the forecast in words", () => {
  test("says in how many hours the next incremental falls back", () => {
    expect(windowSentence(window(), NOW)).toBe(
      "The next incremental backup falls back to full in about 31 h.",
    );
    expect(rangeSentence(window(), NOW)).toBe("Not within 26 h, at the latest in 40 h.");
  });
  test("says that a planned one comes before, or too late", () => {
    const planned = window({ nextAt: at(2), outlook: "in-time" });
    expect(windowSentence(planned, NOW)).toMatch(/in about 31 h, unless one comes before\.$/);
    const late = window({ nextAt: at(35), outlook: "falls-back" });
    expect(windowSentence(late, NOW)).toMatch(/^The next incremental backup comes too late/);
  });
  test("says when it is too late already", () => {
    const gone = { notBefore: at(-9), fallsBackAt: at(-5), outlook: "falls-back" as const };
    expect(windowSentence(window({ ...gone, notAfter: at(-1) }), NOW)).toMatch(/is gone by now/);
    expect(rangeSentence(window({ ...gone, notAfter: at(-1) }), NOW)).toBe(
      "At the latest 1 h ago.",
    );
    expect(windowSentence(window({ ...gone, notAfter: at(3) }), NOW)).toMatch(/likely falls back/);
    expect(rangeSentence(window({ ...gone, notAfter: null }), NOW)).toBe(
      "Any time now; how late is not known.",
    );
  });
  test("promises no more than is known", () => {
    const unknown = window({ notBefore: null, fallsBackAt: null, notAfter: null });
    expect(windowSentence(unknown, NOW)).toMatch(/cannot be told yet/);
    expect(rangeSentence(unknown, NOW)).toBeNull();
    const half = window({ fallsBackAt: null, notAfter: null });
    expect(windowSentence(half, NOW)).toBe("An incremental backup works for at least 26 h more.");
    expect(windowSentence(window({ keepsAll: true }), NOW)).toMatch(/keeps all/);
  });
});
