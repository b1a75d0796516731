import fc from "fast-check";
import { expect, test } from "vitest";
import { readTarget, targetDraft } from "./target-draft.ts";

test("a target is offered in the largest unit that leaves nothing over, and comes back the same", () => {
  expect(targetDraft(90)).toEqual({ amount: "90", unit: "1" });
  expect(targetDraft(120)).toEqual({ amount: "2", unit: "60" });
  expect(targetDraft(2_880)).toEqual({ amount: "2", unit: "1440" });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 527_040 }), (minutes) => {
      expect(readTarget(targetDraft(minutes)).minutes).toBe(minutes);
    }),
  );
});

test.each(["", "0", "-1", "1.5", "an hour", "1e3"])("%j is no amount", (amount) => {
  expect(readTarget({ amount, unit: "60" })).toMatchObject({
    minutes: null,
    error: expect.stringContaining("whole"),
  });
});

test("more than a year is refused", () => {
  expect(readTarget({ amount: "367", unit: "1440" })).toEqual({
    minutes: null,
    error: "At most a year",
  });
});
