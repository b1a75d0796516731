import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { testContext } from "../testing/context.ts";
import { keyFile } from "./master-key.ts";
import { recoveryKeyOf } from "./recovery-key.ts";
import { open, seal } from "./seal.ts";
import { ensureMasterKey, recoveryKey, restoreMasterKey, secretsState } from "./state.ts";

const ctx = testContext();
let directory: string;
beforeEach(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-secrets-"));
  vi.stubEnv("HOLDFAST_DATA", directory);
  vi.stubEnv("HOLDFAST_MASTER_KEY", "");
  await ctx.db.masterKey.deleteMany();
});
afterEach(() => {
  vi.unstubAllEnvs();
  fs.rmSync(directory, { recursive: true, force: true });
});

test("of many first uses at once, one makes the key and all agree", async () => {
  const states = await Promise.all(Array.from({ length: 8 }, () => ensureMasterKey(ctx)));
  expect(new Set(states.map((one) => one.fingerprint)).size).toBe(1);
  expect(states.every((one) => one.state === "readable")).toBe(true);
  expect(fs.readdirSync(directory)).toEqual(["master.key"]);
});

test("a key that is gone is missed, not replaced; the recovery key brings it back", async () => {
  await ensureMasterKey(ctx);
  const written = await recoveryKey(ctx);
  const sealed = seal("hunter2", "smtp");
  fs.rmSync(keyFile());
  expect(await ensureMasterKey(ctx)).toMatchObject({ state: "missing" });
  expect(fs.existsSync(keyFile())).toBe(false);
  await expect(recoveryKey(ctx)).rejects.toThrow(/secrets cannot be read/);

  expect(await restoreMasterKey(ctx, written.toLowerCase())).toMatchObject({ state: "readable" });
  expect(open(sealed, "smtp")).toBe("hunter2");
  expect(fs.statSync(keyFile()).mode & 0o777).toBe(0o600);
});

test("another installation's recovery key is refused and changes nothing", async () => {
  await ensureMasterKey(ctx);
  fs.rmSync(keyFile());
  await expect(restoreMasterKey(ctx, recoveryKeyOf(Buffer.alloc(32, 3)))).rejects.toThrow(
    /recovery key of another installation/,
  );
  expect(await secretsState(ctx)).toMatchObject({ state: "missing" });
});

test("a wrong key file is told apart, and kept aside when the right key comes back", async () => {
  await ensureMasterKey(ctx);
  const written = await recoveryKey(ctx);
  const wrong = `holdfast-master-key-1 ${Buffer.alloc(32, 5).toString("base64")}\n`;
  fs.writeFileSync(keyFile(), wrong);
  expect(await secretsState(ctx)).toMatchObject({ state: "other-key" });
  expect(await restoreMasterKey(ctx, written)).toMatchObject({ state: "readable" });
  const aside = fs.readdirSync(directory).filter((name) => name.includes(".replaced-"));
  expect(aside).toHaveLength(1);
  expect(fs.readFileSync(path.join(directory, aside[0] as string), "utf8")).toBe(wrong);
});
