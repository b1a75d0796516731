import { expect, test } from "vitest";
import { sparkPoints } from "./spark.tsx";

test("the line goes from left to right, the largest value on top, days without one left out", () => {
  expect(sparkPoints([0, null, 10])).toBe("0,19 100,1");
  expect(sparkPoints([5, 5, 5])).toBe("0,1 50,1 100,1");
});

test("nothing but zeros lies on the ground", () => {
  expect(sparkPoints([0, 0])).toBe("0,19 100,19");
});
