import { expect, test } from "vitest";
import { policySentence } from "./policy-words.ts";

test.each([
  [{ keepSets: null, windowDays: null, minimumGoodSets: 1 }, "Every backup set is kept."],
  [{ keepSets: 3, windowDays: null, minimumGoodSets: 1 }, "Kept: the last 3 good sets."],
  [
    { keepSets: 1, windowDays: 14, minimumGoodSets: 2 },
    "Kept: the last 1 good set and what restores any moment of the last 14 days, and never fewer than 2 good sets.",
  ],
])("%o reads as %s", (policy, words) => {
  expect(policySentence(policy)).toBe(words);
});
