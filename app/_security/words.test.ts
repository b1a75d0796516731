import { expect, test } from "vitest";
import { linesOf, readTarget, secretsWords } from "./words.ts";

test("every state of the secrets that is not good says what goes on and what to do", () => {
  for (const state of ["missing", "other-key", "damaged"] as const) {
    const { text } = secretsWords({ state, where: "file", fingerprint: null });
    expect(text).toContain("go on");
    expect(text).toContain("Enter the recovery key");
  }
});

test("lines and commas part entries, blanks are none", () => {
  expect(linesOf(" a.example\n\n10.0.0.0/8, b ,")).toEqual(["a.example", "10.0.0.0/8", "b"]);
});

test("an address is read as it is typed", () => {
  expect(readTarget("db.corp:6362")).toEqual({ host: "db.corp", port: 6362 });
  expect(readTarget("[::1]:6362")).toEqual({ host: "[::1]", port: 6362 });
  expect(readTarget("https://hooks.example/x")).toEqual({ host: "hooks.example", port: 443 });
  for (const text of ["", "db.corp", "a b:1", "db:99999", "http://"])
    expect(readTarget(text)).toBeNull();
});
