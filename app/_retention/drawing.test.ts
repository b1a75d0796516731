import { expect, test } from "vitest";
import type { SimulatedDayDto } from "../_trpc/types.ts";
import { linePath } from "./line-path.ts";
import { losingSentence } from "./losing-table.tsx";
import { leavingOn, stripOfDay } from "./simulated-strip.ts";

const day = (text: string) => new Date(`${text}T00:00:00Z`);

test("a line goes from the left edge to the right, higher where there is more", () => {
  const points = [
    { at: 0, value: 0 },
    { at: 50, value: 100 },
    { at: 100, value: 50 },
  ];
  expect(linePath(points, { from: 0, to: 100, most: 100 })).toBe(
    "M0.00 160.0 L50.00 0.0 L100.00 80.0",
  );
  expect(linePath(points.slice(0, 1), { from: 0, to: 0, most: 0 })).toBe("M0.00 160.0");
});

test("a simulated day is drawn as the strip, with what is on its way out", () => {
  const set = {
    ...{ id: "a", imagined: false, state: "good" as const, startedAt: day("2026-11-01") },
    ...{ from: day("2026-11-01"), to: day("2026-11-08"), pinned: true, held: false, bytes: 10 },
    ...{ keep: true, reasons: ["Why."], goesAt: null, leavesAt: null, goneAt: null },
  };
  const simulated: SimulatedDayDto = {
    ...{ at: day("2026-11-20"), bytes: 20, window: null, points: [] },
    sets: [set, { ...set, id: "b", keep: false, goesAt: day("2026-11-21") }],
  };
  expect(stripOfDay(simulated)).toMatchObject({
    from: day("2026-11-01"),
    to: day("2026-11-20"),
    sets: [{ id: "a", pinned: true, protectedAt: day("2026-11-08") }, { id: "b" }],
  });
  expect([...leavingOn(simulated)]).toEqual(["b"]);
});

test("what goes is counted over databases, with the bytes", () => {
  const set = {
    ...{ databaseId: "1", databaseName: "Shop", databaseSlug: "shop", setId: "a" },
    ...{ startedAt: day("2026-11-01"), from: day("2026-11-01"), to: day("2026-11-02") },
    ...{ bytes: 1_500, reasons: [] },
  };
  expect(losingSentence([set])).toBe("1 backup set would go, which frees 1.5 kB");
  expect(losingSentence([set, { ...set, databaseId: "2" }])).toBe(
    "2 backup sets of 2 databases would go, which frees 3.0 kB",
  );
});
