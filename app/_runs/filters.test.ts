import { expect, test } from "vitest";
import { isFiltered, parseFilters, toQuery, toSearch } from "./filters.ts";

const parse = (search: string) => parseFilters(new URLSearchParams(search));

test("filters survive the way into the address and back", () => {
  const filters = parse("outcome=failed&kind=backup&since=days&from=2026-11-01&to=2026-11-03");
  expect(parse(toSearch(filters))).toEqual(filters);
});

test("values that are not known filter nothing", () => {
  const filters = parse("outcome=nonsense&since=days&from=yesterday&to=2026-99-99");
  expect(filters).toEqual({ outcome: "", kind: "", since: "days", from: "", to: "" });
});

test("no filter means a bare address and a bare query", () => {
  expect(toSearch(parse(""))).toBe("");
  expect(isFiltered(parse(""))).toBe(false);
  expect(toQuery(parse(""), 0)).toEqual({});
});

test("a span counts back from now", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  expect(toQuery(parse("since=24h"), now)).toEqual({ from: new Date("2026-11-21T12:00:00Z") });
});

test("the last day of a range is in it", () => {
  const query = toQuery(parse("since=days&from=2026-11-22&to=2026-11-22"), 0);
  expect((query.to?.getTime() ?? 0) - (query.from?.getTime() ?? 0)).toBe(86_400_000);
});

test("outcome and kind are asked for together", () => {
  expect(toQuery(parse("outcome=nothing-new&kind=incremental"), 0)).toEqual({
    results: ["nothing-new"],
    asked: ["incremental"],
  });
});
