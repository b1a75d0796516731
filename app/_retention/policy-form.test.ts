import { expect, test } from "vitest";
import { draftOf, readDraft, samePolicy } from "./policy-form.ts";

const gfs = {
  zone: "Europe/Berlin",
  hour: null,
  day: 7,
  week: 8,
  month: null,
  quarter: null,
  year: 2,
};
const policy = {
  keepSets: 3,
  windowDays: null,
  minimumGoodSets: 2,
  gfs,
  goesAfterCheck: true,
};

test("a saved policy survives the way into the form and back", () => {
  expect(readDraft(draftOf(policy))).toEqual({ policy, errors: {} });
  const plain = { ...policy, gfs: null, goesAfterCheck: false };
  expect(readDraft(draftOf(plain))).toEqual({ policy: plain, errors: {} });
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

test("a calendar needs a slot, numbers within their limits and a zone that exists", () => {
  const draft = draftOf(policy);
  const slots = { hour: "", day: "", week: "", month: "", quarter: "", year: "" };
  expect(readDraft({ ...draft, slots }).errors.calendar).toBeDefined();
  expect(readDraft({ ...draft, slots, keepsCalendar: false }).errors).toEqual({});
  expect(readDraft({ ...draft, slots: { ...slots, year: "101" } }).errors).toEqual({
    slots: { year: "1 to 100" },
  });
  expect(readDraft({ ...draft, zone: "Europe/Atlantis" }).errors.zone).toBeDefined();
  expect(readDraft({ ...draft, zone: " " }).errors.zone).toBeDefined();
});

test("never fewer than none is refused: one good set always stays", () => {
  expect(readDraft({ ...draftOf(policy), minimum: "0" }).errors.minimum).toBeDefined();
});

test("policies are the same when all their rules are", () => {
  expect(samePolicy(policy, { ...policy, gfs: { ...gfs } })).toBe(true);
  expect(samePolicy(policy, { ...policy, windowDays: 7 })).toBe(false);
  expect(samePolicy(policy, { ...policy, gfs: null })).toBe(false);
  expect(samePolicy(policy, { ...policy, gfs: { ...gfs, month: 1 } })).toBe(false);
  expect(samePolicy(policy, { ...policy, gfs: { ...gfs, zone: "UTC" } })).toBe(false);
  expect(samePolicy(policy, { ...policy, goesAfterCheck: false })).toBe(false);
});
