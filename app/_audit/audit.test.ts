import { expect, test } from "vitest";
import { exportHref, NO_FILTERS, parseFilters, toQuery, toSearch } from "./filters.ts";
import { actWords, changesOf } from "./words.ts";

test("filters survive the address and come back as a query", () => {
  const filters = {
    ...NO_FILTERS,
    who: "u1",
    outcome: "failed",
    from: "2026-11-02",
    to: "2026-11-03",
  };
  expect(parseFilters(new URLSearchParams(toSearch(filters)))).toEqual(filters);
  const { from, to, ...rest } = toQuery(filters);
  expect(rest).toEqual({ who: "u1", outcome: "failed" });
  expect((to as Date).getTime() - (from as Date).getTime()).toBe(2 * 86_400_000);
});

test("what cannot be a filter counts as none", () => {
  const parsed = parseFilters(
    new URLSearchParams({
      outcome: "great",
      from: "yesterday",
      to: "2026-99-01",
      who: "x".repeat(999),
    }),
  );
  expect(parsed).toEqual({ ...NO_FILTERS, who: "x".repeat(200) });
  expect(toSearch(NO_FILTERS)).toBe("");
});

test("the export asks for what is filtered, and nothing from a filter can add a parameter", () => {
  const href = exportHref({ ...NO_FILTERS, about: "a&format=json#x" }, "csv");
  const params = new URL(href, "http://localhost").searchParams;
  expect([...params]).toEqual([
    ["format", "csv"],
    ["about", "a&format=json#x"],
  ]);
});

test("every act has words, those that nobody thought of too", () => {
  expect(actWords("databases.edit")).toBe("Changed a database");
  expect(actWords("schedules.saveWindow")).toBe("Schedules: save window");
  expect(actWords("retention.expired-sets")).toBe("Retention: expired sets");
});

test("a change is a line for each field, nested ones by their path", () => {
  expect(
    changesOf({ port: 1, gfs: { daily: 7 } }, { port: 2, gfs: { daily: null }, tags: ["a"] }),
  ).toEqual([
    { name: "port", before: "1", after: "2" },
    { name: "gfs.daily", before: "7", after: "null" },
    { name: "tags", before: null, after: '["a"]' },
  ]);
  expect(changesOf(null, null)).toEqual([]);
});
