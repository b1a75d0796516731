import { expect, test } from "vitest";
import type { RetentionPolicy } from "../_trpc/types.ts";
import { policySentence } from "./policy-words.ts";

const none: RetentionPolicy = {
  keepSets: null,
  windowDays: null,
  minimumGoodSets: 1,
  gfs: null,
  goesAfterCheck: false,
};
const slots = { zone: "UTC", hour: null, day: null, week: null, month: null, quarter: null };
const gfs = { ...slots, year: null };

test.each([
  [{}, "Every backup set is kept."],
  [{ minimumGoodSets: 4 }, "Every backup set is kept."],
  [{ keepSets: 3 }, "The last 3 good sets stay."],
  [
    { keepSets: 1, windowDays: 14, minimumGoodSets: 2 },
    "You can restore any moment of the last 14 days. The last good set stays. Never fewer than 2 good sets stay.",
  ],
  [
    { windowDays: 14, gfs: { ...gfs, week: 8, month: 12 } },
    "You can restore any moment of the last 14 days, then one point a week for 8 weeks and one a month for 12 months.",
  ],
  [
    { gfs: { ...gfs, hour: 24, day: 7, year: 1 }, goesAfterCheck: true },
    "You can restore one point an hour for 24 hours, one a day for 7 days and one a year for 1 year. A set goes only once a newer one passed a consistency check.",
  ],
] as [Partial<RetentionPolicy>, string][])("%o reads as %s", (rules, words) => {
  expect(policySentence({ ...none, ...rules })).toBe(words);
});
