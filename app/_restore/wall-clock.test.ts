import fc from "fast-check";
import { expect, test } from "vitest";
import { formatWall, readWall, zonesOf } from "./wall-clock.ts";

const read = (text: string, zone: string) => {
  const answer = readWall(text, zone);
  return answer.ok ? answer.at.toISOString() : answer.problem;
};

test("a time is read in its zone, with the offset of its day", () => {
  expect(read("2026-11-22 14:31:07.412", "Europe/Berlin")).toBe("2026-11-22T13:31:07.412Z");
  expect(read("2026-07-01T14:31", "Europe/Berlin")).toBe("2026-07-01T12:31:00.000Z");
  expect(read("2026-07-01 14:31:07.4", "UTC")).toBe("2026-07-01T14:31:07.400Z");
});

test("of an hour that comes twice the first is meant, an hour that is skipped is refused", () => {
  expect(read("2026-10-25 02:30", "Europe/Berlin")).toBe("2026-10-25T00:30:00.000Z");
  expect(read("2026-03-29 02:30", "Europe/Berlin")).toMatch(/skip that time/);
});

test("what is no time is refused in words", () => {
  expect(read("yesterday", "UTC")).toMatch(/^Write it as/);
  expect(read("2026-02-30 10:00", "UTC")).toBe("There is no such time");
  expect(read("2026-02-03 25:00", "UTC")).toBe("There is no such time");
});

test("what is shown is read back as the same moment, or as the earlier one that looks the same", () => {
  const moments = fc.date({
    min: new Date("2001-01-01"),
    max: new Date("2040-01-01"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(
      moments,
      fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York"),
      (at, zone) => {
        const answer = readWall(formatWall(at, zone), zone);
        const back = answer.ok ? at.getTime() - answer.at.getTime() : Number.NaN;
        expect([0, 3_600_000]).toContain(back);
      },
    ),
    { numRuns: 200 },
  );
});

test("UTC is offered once", () => {
  expect(zonesOf("UTC")).toEqual(["UTC"]);
  expect(zonesOf("Asia/Kolkata")).toEqual(["Asia/Kolkata", "UTC"]);
});
