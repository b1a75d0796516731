import fc from "fast-check";
import { expect, test } from "vitest";
import { ago, makeDatabase, makeRpo, NOW } from "../_trpc/fixtures.ts";
import {
  applyFilters,
  NO_LIST_FILTERS,
  parseListFilters,
  SORTS,
  tagsOf,
  toListSearch,
} from "./list-filters.ts";

const make = (name: string, minutes: number | null, totalBytes: number, tags: string[] = []) =>
  makeDatabase({
    id: name,
    name,
    host: `${name}.internal`,
    totalBytes,
    tags,
    rpo: makeRpo(minutes === null ? null : ago(minutes)),
  });
const ALL = [
  make("billing", 10, 300, ["eu", "team a"]),
  make("orders", 60 * 30, 200, ["eu"]),
  make("archive", 60 * 5, 900),
  { ...make("fresh", null, 0, ["team a"]), newestProtected: null, goodSetCount: 0 },
];
const names = (patch: Partial<typeof NO_LIST_FILTERS>) =>
  applyFilters(ALL, { ...NO_LIST_FILTERS, ...patch }, NOW).map((one) => one.name);

test("the worst come first, unless another order is asked for", () => {
  expect(names({})).toEqual(["orders", "fresh", "archive", "billing"]);
  expect(names({ sort: "name" })).toEqual(["archive", "billing", "fresh", "orders"]);
  expect(names({ sort: "size" })).toEqual(["archive", "billing", "orders", "fresh"]);
  expect(names({ sort: "rpo" })).toEqual(["fresh", "orders", "archive", "billing"]);
});

test("each word must be in the name, the address or a tag", () => {
  expect(names({ text: "ORD" })).toEqual(["orders"]);
  expect(names({ text: "eu internal" })).toEqual(["orders", "billing"]);
  expect(names({ text: "eu archive" })).toEqual([]);
});

test("a tag is one of those that are in use, as a whole", () => {
  expect(names({ tag: "eu" })).toEqual(["orders", "billing"]);
  expect(names({ tag: "team" })).toEqual([]);
  expect(tagsOf(ALL)).toEqual([
    { tag: "eu", count: 2 },
    { tag: "team a", count: 2 },
  ]);
});

test("what is in the address comes back from it", () => {
  const filters = fc.record({
    text: fc.string({ maxLength: 80 }),
    tag: fc.string({ maxLength: 32 }),
    sort: fc.constantFrom(...SORTS.map((sort) => sort.value)),
  });
  fc.assert(
    fc.property(filters, (one) => {
      fc.pre(one.text.isWellFormed() && one.tag.isWellFormed());
      expect(parseListFilters(new URLSearchParams(toListSearch(one)))).toEqual(one);
    }),
  );
  expect(parseListFilters(new URLSearchParams("sort=price"))).toEqual(NO_LIST_FILTERS);
});
