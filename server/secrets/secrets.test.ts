import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SecretUnreadable } from "./errors.ts";
import { createKeyFile, keyFile, readMasterKey } from "./master-key.ts";
import { readRecoveryKey, recoveryKeyOf } from "./recovery-key.ts";
import { isSealed, open, seal, secretFor } from "./seal.ts";

let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-secrets-"));
  vi.stubEnv("HOLDFAST_DATA", directory);
  vi.stubEnv("HOLDFAST_MASTER_KEY", "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  fs.rmSync(directory, { recursive: true, force: true });
});

const because = (act: () => unknown): string => {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof SecretUnreadable) return thrown.because;
    throw thrown;
  }
  return "nothing";
};

test("what is sealed opens for its purpose, and each sealing looks different", () => {
  createKeyFile();
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (secret) => {
      const sealed = seal(secret, "webhook");
      expect(open(sealed, "webhook")).toBe(secret);
      expect(seal(secret, "webhook")).not.toBe(sealed);
      expect(isSealed(sealed)).toBe(true);
      if (secret.length > 3) expect(sealed).not.toContain(secret);
    }),
  );
});

test("it does not open for another purpose, cut at any letter, or with any letter changed", () => {
  createKeyFile();
  const sealed = seal("hunter2", "smtp");
  expect(because(() => open(sealed, "webhook"))).toBe("damaged");
  for (let at = 0; at < sealed.length; at++) {
    expect(because(() => open(sealed.slice(0, at), "smtp"))).not.toBe("nothing");
    const other = sealed[at] === "A" ? "B" : "A";
    // the last letter of base64 may hold bits that stand for nothing
    if (at < sealed.length - 1)
      expect(
        because(() => open(sealed.slice(0, at) + other + sealed.slice(at + 1), "smtp")),
      ).not.toBe("nothing");
  }
});

test("without a key nothing is sealed or opened, and the reason says what to do", () => {
  createKeyFile();
  const sealed = seal("hunter2", "smtp");
  fs.rmSync(keyFile());
  expect(because(() => open(sealed, "smtp"))).toBe("missing");
  expect(because(() => seal("x", "smtp"))).toBe("missing");
  expect(() => open(sealed, "smtp")).toThrow(/Enter the recovery key in Settings > Security/);
  createKeyFile();
  expect(because(() => open(sealed, "smtp"))).toBe("other-key");
  fs.writeFileSync(keyFile(), "nonsense");
  expect(because(() => open(sealed, "smtp"))).toBe("damaged");
});

test("the key file is its owner's alone, and a second making keeps the first key", () => {
  const first = createKeyFile();
  expect(fs.statSync(keyFile()).mode & 0o777).toBe(0o600);
  expect(createKeyFile()).toEqual(first);
  expect(fs.readdirSync(directory)).toEqual(["master.key"]);
});

test("derived secrets are stable, apart for each purpose, and not the key", () => {
  const key = createKeyFile();
  expect(secretFor("sessions")).toBe(secretFor("sessions"));
  expect(secretFor("sessions")).not.toBe(secretFor("other"));
  expect(secretFor("sessions")).not.toBe(key.toString("base64url"));
});

test("a recovery key reads back, however it is typed", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      const key = Buffer.from(bytes);
      const text = recoveryKeyOf(key);
      expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/);
      for (const typed of [
        text,
        text.toLowerCase(),
        text.replaceAll("-", " "),
        ` ${text.replaceAll("0", "o").replaceAll("1", "l")}\n`,
      ])
        expect(readRecoveryKey(typed)).toEqual({ ok: true, key });
    }),
  );
});

test("a mistyped recovery key is refused with its reason", () => {
  const text = recoveryKeyOf(Buffer.alloc(32, 7));
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "-") continue;
    const changed = text.slice(0, at) + (text[at] === "7" ? "8" : "7") + text.slice(at + 1);
    expect(readRecoveryKey(changed)).toMatchObject({ ok: false });
  }
  expect(readRecoveryKey(text.slice(0, -1))).toEqual({
    ok: false,
    reason: "a recovery key has 56 letters and digits: there are 55",
  });
  expect(readRecoveryKey(`U${text.slice(1)}`)).toMatchObject({
    reason: '"U" does not occur in a recovery key',
  });
  expect(readRecoveryKey("A".repeat(1_000))).toMatchObject({ ok: false });
});

test("the environment may hold the key, as a recovery key, base64 or hex", () => {
  const key = Buffer.alloc(32, 9);
  for (const text of [recoveryKeyOf(key), key.toString("base64"), key.toString("hex")]) {
    vi.stubEnv("HOLDFAST_MASTER_KEY", text);
    expect(readMasterKey()).toEqual(key);
  }
  vi.stubEnv("HOLDFAST_MASTER_KEY", "short");
  expect(because(() => readMasterKey())).toBe("damaged");
});
