import { expect, test } from "vitest";
import { paletteScore } from "./palette-score.ts";

test("a database goes before its runs", () => {
  const database = paletteScore("database recommendations 10.0.0.1", "rec");
  expect(database).toBeGreaterThan(paletteScore("run recommendations Full Failed 1", "rec"));
});

test("a name that begins with the search goes before one that holds it", () => {
  expect(paletteScore("database orders h", "ord")).toBeGreaterThan(
    paletteScore("database old-orders h", "ord"),
  );
});

test("every word must be there; the kind counts as a word", () => {
  expect(paletteScore("run orders Full Failed 1", "orders failed")).toBeGreaterThan(0);
  expect(paletteScore("run orders Full Failed 1", "orders cancelled")).toBe(0);
  expect(paletteScore("run orders Full Failed 1", "run orders")).toBeGreaterThan(0);
});
