import { expect, test } from "vitest";
import { draftOf, readDraft, samePolicy } from "./policy-form.ts";

const policy = { keepSets: 3, windowDays: null, minimumGoodSets: 2 };

test("a saved policy survives the way into the form and back", () => {
  expect(readDraft(draftOf(policy))).toEqual({ policy, errors: {} });
});

test("a rule that is off is not checked; one that is on is", () => {
  const draft = { ...draftOf(policy), days: "soon" };
  expect(readDraft(draft).errors).toEqual({});
  expect(readDraft({ ...draft, keepsWindow: true })).toMatchObject({
    policy: null,
    errors: { days: "A whole number from 1 to 36500" },
  });
});

test.each(["0", "", "-1", "1.5", "1e3", "99999"])("%s sets are refused", (sets) => {
  expect(readDraft({ ...draftOf(policy), sets }).policy).toBeNull();
});

test("never fewer than none is refused: one good set always stays", () => {
  expect(readDraft({ ...draftOf(policy), minimum: "0" }).errors.minimum).toBeDefined();
});

test("policies are the same when all three numbers are", () => {
  expect(samePolicy(policy, { ...policy })).toBe(true);
  expect(samePolicy(policy, { ...policy, windowDays: 7 })).toBe(false);
});
