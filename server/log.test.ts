import { expect, test } from "vitest";
import { line } from "./log.ts";

test("a line stays one line, whatever names and messages hold", () => {
  const text = line("info", "sign-in", {
    name: "eve\r\ninfo audit seq=1 outcome=ok",
    colour: "\u001b[31mred\u2028",
    count: 3,
    none: null,
  });
  expect(text).toBe(
    "info sign-in name=eve\\x0d\\ninfo audit seq=1 outcome=ok colour=\\x1b[31mred\\x2028 count=3 none=null",
  );
  expect(text.split(/[\r\n\u2028\u2029]/)).toHaveLength(1);
});
