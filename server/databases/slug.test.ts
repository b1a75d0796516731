import fc from "fast-check";
import { expect, test } from "vitest";
import { freeSlug, slugOf } from "./slug.ts";

test("a slug is safe as a directory name and an address part, whatever the name", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (name) => {
      expect(slugOf(name)).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(slugOf(name).length).toBeLessThanOrEqual(40);
    }),
  );
});

test("a slug keeps what can be read", () => {
  expect(slugOf("Orders (EU)")).toBe("orders-eu");
  expect(slugOf("Zürich Überblick")).toBe("zurich-uberblick");
  expect(slugOf("../../etc")).toBe("etc");
  expect(slugOf("数据")).toBe("database");
});

test("a taken slug gets the next free number", () => {
  const taken = new Set(["orders", "orders-2"]);
  expect(freeSlug("orders", (slug) => taken.has(slug))).toBe("orders-3");
});
