import { expect, test } from "vitest";
import { failureLine, one } from "./outcome.ts";

test("a failure is one line without colours, and short", () => {
  expect(failureLine("a > b", "\u001b[31mexpected 1\u001b[39m\nto be 2")).toBe("a > b: expected 1");
  expect(failureLine("a", undefined)).toBe("a: no message");
  expect(failureLine("a", "x".repeat(1000))).toHaveLength(300);
});

test("a suite that is one test counts once", () => {
  expect(one("skipped")).toMatchObject({ passed: 0, failed: 0, skipped: 1, failures: [] });
  expect(one("failed", "why")).toMatchObject({ failed: 1, failures: ["why"] });
});
