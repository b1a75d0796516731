import { describe, expect, it } from "vitest";
import type { FollowerPulse } from "../continuous/index.ts";
import { endOfPulse } from "./continuous-follow.ts";
import { waitAfter } from "./continuous-rounds.ts";

const PULSE: FollowerPulse = {
  wanted: true,
  everySeconds: 5,
  rollBytes: 64,
  rollMinutes: 60,
  host: "db",
  port: 6362,
  moreAddresses: [],
  timeoutSeconds: 40,
  isRemoved: false,
  pullAskedAt: null,
  newestSetId: "set",
  isSetGoing: false,
};
const endOf = (change: Partial<FollowerPulse>) => endOfPulse({ ...PULSE, ...change }, PULSE, "set");

describe("a follower's heartbeat", () => {
  it("lets it go on while nothing changed, and when only a pull is asked for", () => {
    expect(endOf({})).toBeNull();
    expect(endOf({ pullAskedAt: new Date(0) })).toBeNull();
  });

  it.each([
    ["off", { wanted: false }],
    ["removed", { isRemoved: true, wanted: false }],
    ["set-going", { isSetGoing: true, newestSetId: "other" }],
    ["new-set", { newestSetId: "other" }],
    ["new-set", { newestSetId: null }],
    ["changed", { everySeconds: 6 }],
    ["changed", { rollBytes: 65 }],
    ["changed", { rollMinutes: 61 }],
    ["changed", { host: "elsewhere" }],
    ["changed", { port: 6363 }],
    ["changed", { moreAddresses: [{ host: "db-2", port: 6362 }] }],
    ["changed", { timeoutSeconds: 41 }],
  ] as const)("ends it as %s on %j", (end, change) => {
    expect(endOf(change)).toBe(end);
  });

  it("ends it when the database is another worker's", () => {
    expect(endOfPulse(null, PULSE, "set")).toBe("lost");
  });
});

describe("the wait after a failure", () => {
  it("doubles from 5 s up to a quarter of an hour", () => {
    expect([0, 1, 2, 3, 4].map(waitAfter)).toEqual([5_000, 5_000, 10_000, 20_000, 40_000]);
    expect(waitAfter(9)).toBe(900_000);
    expect(waitAfter(10_000)).toBe(900_000);
  });
});
