import { expect, test } from "vitest";
import type { LogLine } from "../_trpc/types.ts";
import { mergeLog } from "./use-run.ts";

const line = (seq: number): LogLine => ({ seq, at: new Date(seq), level: "info", text: `${seq}` });

test("lines that come twice after a reconnect are kept once", () => {
  const merged = mergeLog([line(1), line(2)], [line(1), line(2), line(3)]);
  expect(merged.map((each) => each.seq)).toEqual([1, 2, 3]);
});

test("nothing new leaves the same list", () => {
  const known = [line(1)];
  expect(mergeLog(known, [line(1)])).toBe(known);
  expect(mergeLog([], [line(0)])).toHaveLength(1);
});
