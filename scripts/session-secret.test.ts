import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { newSetUpCode, sessionSecret } from "./session-secret.ts";

test("the secret of sessions is made once, for its owner's eyes, unless the environment has it", () => {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-secret-"));
  const made = sessionSecret(data, {});
  expect(made.length).toBeGreaterThanOrEqual(43);
  expect(sessionSecret(data, {})).toBe(made);
  expect(fs.statSync(path.join(data, "session-secret")).mode & 0o777).toBe(0o600);
  expect(sessionSecret(data, { HOLDFAST_SESSION_SECRET: "given" })).toBe("given");
  fs.rmSync(data, { recursive: true });
});

test("set-up codes are easy to type and never the same", () => {
  const codes = new Set(Array.from({ length: 500 }, newSetUpCode));
  expect(codes.size).toBe(500);
  for (const code of codes) expect(code).toMatch(/^[A-HJKMNP-Z2-9]{4}(-[A-HJKMNP-Z2-9]{4}){3}$/);
});
