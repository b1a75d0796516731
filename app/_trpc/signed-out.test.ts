import { expect, test } from "vitest";
import { isSignedOut, retryUnlessRefused } from "./signed-out.ts";

const refused = (code: string) => ({ data: { code } });

test("what is forbidden is not asked again; that nobody is signed in is, once, for the session may be another by then", () => {
  expect(retryUnlessRefused(0, refused("FORBIDDEN"))).toBe(false);
  expect(retryUnlessRefused(0, refused("UNAUTHORIZED"))).toBe(true);
  expect(retryUnlessRefused(1, refused("UNAUTHORIZED"))).toBe(false);
  expect(retryUnlessRefused(0, new Error("the network"))).toBe(true);
  expect(retryUnlessRefused(1, new Error("the network"))).toBe(false);
});

test("only what the server says of the session is about being signed in", () => {
  expect(isSignedOut(refused("UNAUTHORIZED"))).toBe(true);
  for (const other of [refused("FORBIDDEN"), new Error("x"), null, undefined])
    expect(isSignedOut(other)).toBe(false);
});
