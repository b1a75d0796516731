import { describe, expect, test } from "vitest";
import { passwordProblem } from "./password-rules.ts";

const EMAIL = "ada.lovelace@example.com";

test.each([
  "an anchor, well buried",
  "correct horse battery", // three of the four words: not what everybody quotes
  "Zug um 7:12 nach Kiel",
  "ワンツースリーフォーファイブシックス",
  "my password is long and odd",
  "x7$kQ!m2vR9p",
])("%s is taken", (password) => {
  expect(passwordProblem(password, EMAIL, "Ada Lovelace")).toBeNull();
});

describe.each([
  ["eleven char", /at least 12/],
  ["", /at least 12/],
  ["x".repeat(129), /at most 128/],
  ["aaaaaaaaaaaaaaaa", /different characters/],
  ["abababababababab", /different characters/],
  ["password1234", /tried first/],
  ["Password2026!!", /tried first/],
  ["P@ssw0rd2026!", /tried first/],
  ["passwordpassword", /tried first/],
  ["123456789012", /tried first|different/],
  ["abcdefghijklm", /tried first/],
  ["qwertyuiop123", /tried first/],
  ["administrator1", /tried first/],
  ["holdfast-2026!", /tried first/],
  ["neo4j-neo4j-neo4j", /tried first|different/],
  ["correct horse battery staple", /tried first/],
  [EMAIL, /e-mail address or the name/],
  ["ADA.LOVELACE@EXAMPLE.COM", /e-mail address or the name/],
  ["ada.lovelace1", /e-mail address or the name/],
  ["Ada Lovelace 1", /e-mail address or the name/],
])("%s", (password, problem) => {
  test("is refused with its reason", () => {
    expect(passwordProblem(password, EMAIL, "Ada Lovelace")).toMatch(problem);
  });
});
