import { expect, test } from "vitest";
import { dayOf, dayText, monthAfter, weeksOf } from "./calendar-month.ts";

test("a day of the address bar is taken only when it exists", () => {
  expect(dayOf("2026-11-24")).toBe("2026-11-24");
  for (const wrong of [null, "", "2026-02-30", "2026-13-01", "yesterday", "2026-1-1"])
    expect(dayOf(wrong)).toBeNull();
});

test("a month is laid out in weeks from Monday on", () => {
  const weeks = weeksOf("2026-11");
  expect(weeks).toHaveLength(6);
  expect(weeks[0]).toEqual([null, null, null, null, null, null, "2026-11-01"]);
  expect(weeks[5]?.[0]).toBe("2026-11-30");
  expect(weeksOf("2027-02")).toHaveLength(4); // begins on a Monday and has 28 days
});

test("months go on over the ends of years", () => {
  expect(monthAfter("2026-12", 1)).toBe("2027-01");
  expect(monthAfter("2026-01", -1)).toBe("2025-12");
  expect(dayText(new Date(2026, 0, 5))).toBe("2026-01-05");
});
