import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  findOutlier,
  firstOffending,
  LEAST_HISTORY,
  lostShare,
  type Minute,
  MOST_HISTORY,
  robust,
  withPulled,
} from "./mass-change.ts";

const MINUTE = 60_000;
const minutes = (deleted: number[], start = 0): Minute[] =>
  deleted.map((value, at) => ({
    at: (start + at) * MINUTE,
    created: value * 2,
    changed: value * 3,
    deleted: value,
  }));

/** Numbers from a seed, so that a failure can be looked at again. */
function randomOf(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Counts as a steady work-load gives them. */
function poisson(mean: number, random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(random() || 1e-9)) * Math.cos(2 * Math.PI * random());
  return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
}

describe("a minute that lies off its history", () => {
  test("is not found in steady noise, whatever its level", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 20_000 }), (seed, mean) => {
        const random = randomOf(seed);
        const noise = Array.from({ length: 400 }, () => poisson(mean, random));
        const history = minutes(noise.slice(0, 300));
        expect(findOutlier(history, minutes(noise.slice(300), 300), 6)).toBeNull();
      }),
      { numRuns: 200 },
    );
  });

  test("is not found in bursts of a kind that was there before", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 500, max: 50_000 }), (seed, burst) => {
        const random = randomOf(seed);
        const load = Array.from({ length: 200 }, (_, at) =>
          at % 40 === 7 ? burst + Math.round(random() * burst * 0.5) : Math.round(random() * 30),
        );
        expect(
          findOutlier(minutes(load.slice(0, 160)), minutes(load.slice(160), 160), 6),
        ).toBeNull();
      }),
    );
  });

  test("is found where deletions were planted into noise, in the minute in which they were", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 2_000 }),
        fc.integer({ min: 0, max: 9 }),
        (seed, mean, place) => {
          const random = randomOf(seed);
          const noise = Array.from({ length: 110 }, () => poisson(mean, random));
          const pulled = noise.slice(100);
          pulled[place] = mean * 4 + 1_000;
          const found = findOutlier(minutes(noise.slice(0, 100)), minutes(pulled, 100), 6);
          expect(found).toMatchObject({
            metric: "deleted",
            minute: { at: (100 + place) * MINUTE },
          });
          expect(found?.sigmas).toBeGreaterThan(6);
        },
      ),
    );
  });

  test("is not looked for with too little history", () => {
    const pulled = minutes([1_000_000], LEAST_HISTORY);
    expect(findOutlier(minutes(Array(LEAST_HISTORY - 1).fill(3)), pulled, 6)).toBeNull();
    expect(findOutlier(minutes(Array(LEAST_HISTORY).fill(3)), pulled, 6)).not.toBeNull();
  });

  test("may be one of creations or of changes", () => {
    const history = minutes(Array(50).fill(5));
    const created = { at: 60 * MINUTE, created: 90_000, changed: 10, deleted: 0 };
    expect(findOutlier(history, [created], 6)).toMatchObject({ metric: "created" });
    const changed = { ...created, created: 0, changed: 90_000 };
    expect(findOutlier(history, [changed], 6)).toMatchObject({ metric: "changed" });
  });

  test("is no alarm for a small number after a history of nothing", () => {
    expect(findOutlier(minutes(Array(100).fill(0)), minutes([40], 100), 6)).toBeNull();
  });
});

test("one huge value moves neither the middle nor the spread", () => {
  const calm = [9, 10, 10, 11, 12, 10, 9];
  expect(robust([...calm, 1_000_000])).toEqual(robust([...calm, 20]));
});

describe("the share that was lost", () => {
  test("counts above its limit and not at it", () => {
    expect(lostShare({ before: 1_000, deleted: 200 }, 20)).toBeNull();
    expect(lostShare({ before: 1_000, deleted: 201 }, 20)).toBeCloseTo(20.1);
  });

  test("is none for a handful, and none of nothing", () => {
    expect(lostShare({ before: 20, deleted: 19 }, 20)).toBeNull();
    expect(lostShare({ before: 0, deleted: 500 }, 20)).toBeNull();
  });

  test("is never more than all", () => {
    expect(lostShare({ before: 50, deleted: 500 }, 20)).toBe(100);
  });
});

describe("the transaction with which it began", () => {
  const one = (tx: number, deleted: number, minute = 0) => ({
    tx,
    deleted,
    committedAt: minute * MINUTE,
  });

  test("is the first large one, not the small ones before it", () => {
    const transactions = [one(5, 2), one(6, 3), one(9, 40_000), one(12, 50_000)];
    expect(firstOffending(transactions)?.tx).toBe(9);
  });

  test("is the first of the minute in which many small ones did it", () => {
    const small = Array.from({ length: 1_000 }, (_, at) => one(100 + at, 10, 7));
    expect(firstOffending([one(3, 10, 1), one(4, 10, 1), ...small])?.tx).toBe(100);
  });

  test("is none when nothing was deleted", () => {
    expect(firstOffending([])).toBeUndefined();
  });

  test("is never later than the largest deletion", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1 }), (sizes) => {
        const found = firstOffending(sizes.map((size, at) => one(at, size, at)));
        expect(found?.tx).toBeLessThanOrEqual(sizes.indexOf(Math.max(...sizes)));
      }),
    );
  });
});

test("the history takes a pull in once, keeps the newest, and leaves out what was an alarm", () => {
  const history = minutes(Array(MOST_HISTORY).fill(1));
  const pulled = minutes([7, 8], MOST_HISTORY - 1);
  const next = withPulled(history, pulled, false);
  expect(next).toHaveLength(MOST_HISTORY);
  expect(next.at(-1)?.deleted).toBe(8);
  expect(next.at(-2)?.deleted).toBe(7);
  expect(next[0]?.at).toBe(MINUTE);
  expect(withPulled(history, pulled, true)).toEqual(history);
});
