import { expect, test } from "vitest";
import { isAllowedHost } from "./allowed-host.ts";

test("a console bound to this machine answers to its own names only", () => {
  for (const host of ["localhost:7200", "127.0.0.1", "127.0.0.1:7200", "[::1]:7200"])
    expect(isAllowedHost(host, "127.0.0.1")).toBe(true);
  for (const host of [
    "evil.example:7200",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    null,
  ])
    expect(isAllowedHost(host, "127.0.0.1")).toBe(false);
});

test("a console bound to a network address answers to any name it is reached by", () => {
  expect(isAllowedHost("backups.example", "0.0.0.0")).toBe(true);
});

test("a public address is answered beside the machine's own names, and then nothing else is", () => {
  const at = "https://backups.example";
  for (const bound of ["127.0.0.1", "0.0.0.0"]) {
    expect(isAllowedHost("backups.example", bound, at)).toBe(true);
    expect(isAllowedHost("Backups.Example", bound, at)).toBe(true);
    expect(isAllowedHost("localhost:7200", bound, at)).toBe(true);
    expect(isAllowedHost("evil.example", bound, at)).toBe(false);
    expect(isAllowedHost("backups.example:8443", bound, at)).toBe(false);
  }
});
