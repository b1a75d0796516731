import { expect, test } from "vitest";
import type { DiskForecast } from "../_trpc/types.ts";
import { diskSentence } from "./disk-words.ts";

const disk = (patch: Partial<DiskForecast>): DiskForecast => ({
  root: "/srv",
  freeBytes: 1e9,
  totalBytes: 2e9,
  storedBytes: 1e8,
  perDayBytes: 1e6,
  fullAt: new Date("2027-03-24T12:00:00Z"),
  notBefore: new Date("2027-01-12T12:00:00Z"),
  days: 20,
  neededDays: 7,
  uncounted: 0,
  because: "",
  ...patch,
});

test.each([
  [{}, "Full about 24 Mar 2027, not before 12 Jan 2027."],
  [{ notBefore: null }, "Full about 24 Mar 2027."],
  [{ notBefore: new Date("2027-03-24T11:00:00Z") }, "Full about 24 Mar 2027."],
  [{ fullAt: null }, "Not filling up; at its fastest, not before 12 Jan 2027."],
  [{ fullAt: null, notBefore: null }, "Not filling up."],
  [
    { perDayBytes: null, fullAt: null, notBefore: null, days: 2 },
    "When it is full cannot be told yet: not enough history, 2 days of 7.",
  ],
  [{ freeBytes: null }, "When it is full cannot be told."],
])("%j: %s", (patch, sentence) => {
  expect(diskSentence(disk(patch))).toBe(sentence);
});
