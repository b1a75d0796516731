import { describe, expect, test } from "vitest";
import { alarmsBadge } from "../_shell/badge.ts";
import type { DeliveryDto } from "../_trpc/types.ts";
import { FIRST_FILTERS, parseFilters, toQuery, toSearch } from "./filters.ts";
import { deliveryState, fromClock, inboxTitle, toClock, toneOf } from "./words.ts";

describe("filters of the inbox", () => {
  test("go into the address and come back", () => {
    const filters = { state: "resolved", severity: "critical", database: "orders" };
    expect(parseFilters(new URLSearchParams(toSearch(filters)))).toEqual(filters);
    expect(toSearch(FIRST_FILTERS)).toBe("");
  });

  test("that are not known count as none", () => {
    const params = new URLSearchParams("state=broken&severity=worst");
    expect(parseFilters(params)).toEqual(FIRST_FILTERS);
  });

  test("begin with what is not over, and can ask for all", () => {
    expect(toQuery(FIRST_FILTERS, null)).toEqual({ states: ["open", "acknowledged"] });
    expect(toQuery({ ...FIRST_FILTERS, state: "all" }, "d1")).toEqual({ databaseId: "d1" });
  });
});

test("the first sentence counts what nobody has seen yet", () => {
  expect(inboxTitle({ open: 0, acknowledged: 0, worst: null })).toBe("No alarm is open");
  expect(inboxTitle({ open: 0, acknowledged: 2, worst: null })).toBe(
    "No alarm is open; 2 acknowledged",
  );
  expect(inboxTitle({ open: 1, acknowledged: 0, worst: "critical" })).toBe(
    "1 critical alarm is open",
  );
  expect(inboxTitle({ open: 3, acknowledged: 1, worst: "warning" })).toBe("3 alarms are open");
});

test("the badge has the colour of the worst, and there is none when nothing is open", () => {
  expect(alarmsBadge({ open: 0, acknowledged: 5, worst: null })).toBeNull();
  expect(alarmsBadge({ open: 2, acknowledged: 0, worst: "critical" })).toEqual({
    text: "2 open",
    bad: true,
  });
  expect(alarmsBadge({ open: 1, acknowledged: 0, worst: "warning" })).toMatchObject({ warn: true });
});

test("what is over is good again, whatever it was", () => {
  expect(toneOf({ state: "resolved", severity: "critical" })).toBe("good");
  expect(toneOf({ state: "acknowledged", severity: "critical" })).toBe("bad");
});

test("a delivery says how it stands, retries included", () => {
  const one = { state: "waiting", attempts: 0, heldBecause: null } as DeliveryDto;
  expect(deliveryState(one).text).toBe("About to be sent");
  expect(deliveryState({ ...one, attempts: 3 }).text).toBe("Tried 3 times");
  expect(deliveryState({ ...one, heldBecause: "quiet hours" }).text).toBe("Held: quiet hours");
  expect(deliveryState({ ...one, state: "dead", attempts: 18 })).toEqual({
    tone: "bad",
    text: "Given up after 18 tries",
  });
  expect(deliveryState({ ...one, state: "dropped" }).text).toBe("Not needed");
});

test("times of day are read and written as time fields have them", () => {
  expect(toClock(7 * 60 + 5)).toBe("07:05");
  expect(fromClock("22:00")).toBe(1_320);
  expect(fromClock("")).toBeNull();
  expect(fromClock("25:10")).toBeNull();
});
