import fc from "fast-check";
import { expect, test } from "vitest";
import { etaSeconds, nextRate, rateFrom } from "./rate.ts";

test("a steady stream shows its rate at once and keeps it", () => {
  let rate = rateFrom(0, 0);
  for (let step = 1; step <= 40; step++) rate = nextRate(rate, step * 250, step * 1000);
  expect(rate.bytesPerSecond).toBeCloseTo(4000);
});

test("a stream that stops loses its rate within a minute", () => {
  let rate = nextRate(rateFrom(0, 0), 1000, 1_000_000);
  for (let step = 2; step <= 60; step++) rate = nextRate(rate, step * 1000, 1_000_000);
  expect(rate.bytesPerSecond).toBeLessThan(2);
});

test("a rate lies between the slowest and the fastest moment, whatever the steps", () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.nat(10_000_000)), {
    minLength: 1,
  });
  fc.assert(
    fc.property(steps, (list) => {
      let rate = rateFrom(0, 0);
      const moments: number[] = [];
      for (const [millis, bytes] of list) {
        moments.push(bytes / (millis / 1000));
        rate = nextRate(rate, rate.at + millis, rate.bytes + bytes);
      }
      expect(rate.bytesPerSecond).toBeGreaterThanOrEqual(Math.min(...moments) - 1e-6);
      expect(rate.bytesPerSecond).toBeLessThanOrEqual(Math.max(...moments) + 1e-6);
    }),
  );
});

test("a reading that is not later changes nothing", () => {
  const rate = nextRate(rateFrom(0, 0), 1000, 500);
  expect(nextRate(rate, 1000, 900)).toBe(rate);
});

test("no time is promised when nothing moves, nothing is expected, or more came than was expected", () => {
  expect(etaSeconds(null, 10, 100)).toBeNull();
  expect(etaSeconds(0, 10, 100)).toBeNull();
  expect(etaSeconds(10, 10, null)).toBeNull();
  expect(etaSeconds(10, 101, 100)).toBeNull();
  expect(etaSeconds(10, 10, 100)).toBe(9);
  expect(etaSeconds(10, 100, 100)).toBe(0);
});
