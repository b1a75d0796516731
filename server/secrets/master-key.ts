import { createHash, hkdfSync, randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { env } from "../env.ts";
import { SecretUnreadable } from "./errors.ts";
import { KEY_BYTES, readRecoveryKey } from "./recovery-key.ts";

const HEAD = "holdfast-master-key-1";
const FINGERPRINT_LETTERS = 16;

/** The file that holds the master key, unless the environment does. */
export const keyFile = (dataDirectory = env.dataDirectory): string =>
  path.join(/* turbopackIgnore: true */ dataDirectory, "master.key");

/** Tells keys apart without telling anything of them. */
export const fingerprintOf = (key: Buffer): string =>
  createHash("sha256")
    .update("holdfast key fingerprint")
    .update(key)
    .digest("hex")
    .slice(0, FINGERPRINT_LETTERS);

/** A key for one purpose, that tells nothing of the master key or of the other purposes' keys. */
export const derivedKey = (master: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync("sha256", master, "holdfast", purpose, KEY_BYTES));

/**
 * The master key of this installation, read each time: a recovery key that was just entered counts at once.
 * @returns null when there is none
 * @throws SecretUnreadable when there is something that is no key
 */
export function readMasterKey(): Buffer | null {
  const given = env.masterKey;
  if (given !== undefined) return fromEnvironment(given);
  let text: string;
  try {
    text = fs.readFileSync(/* turbopackIgnore: true */ keyFile(), "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new SecretUnreadable("damaged", `${keyFile()} cannot be read`);
  }
  const [head, body = ""] = text.trim().split(" ");
  const key = Buffer.from(body, "base64");
  if (head !== HEAD || key.length !== KEY_BYTES)
    throw new SecretUnreadable("damaged", `${keyFile()} does not hold a master key`);
  return key;
}

/** A recovery key, or 32 bytes in base64 or hex. */
function fromEnvironment(text: string): Buffer {
  const typed = readRecoveryKey(text);
  if (typed.ok) return typed.key;
  const bytes = Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? "hex" : "base64");
  if (bytes.length !== KEY_BYTES)
    throw new SecretUnreadable(
      "damaged",
      "HOLDFAST_MASTER_KEY is neither a recovery key nor 32 bytes in base64 or hex",
    );
  return bytes;
}

/**
 * Makes the key file, readable by its owner only. Of several that try at once one wins, and all get its key: the file
 * appears whole or not at all.
 */
export function createKeyFile(): Buffer {
  writeWhole(randomBytes(KEY_BYTES), (temporary, file) => {
    try {
      fs.linkSync(temporary, file);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
    }
  });
  const key = readMasterKey();
  if (!key) throw new SecretUnreadable("missing", `${keyFile()} was made and is gone again`);
  return key;
}

/** Puts a key in place of whatever the key file held; that is kept beside it, since it may open something. */
export function replaceKeyFile(key: Buffer): void {
  writeWhole(key, (temporary, file) => {
    if (fs.existsSync(file))
      fs.renameSync(file, `${file}.replaced-${randomBytes(4).toString("hex")}`);
    fs.renameSync(temporary, file);
  });
}

function writeWhole(key: Buffer, publish: (temporary: string, file: string) => void): void {
  const file = keyFile();
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${randomBytes(6).toString("hex")}`;
  const descriptor = fs.openSync(temporary, "wx", 0o600);
  try {
    fs.writeFileSync(descriptor, `${HEAD} ${key.toString("base64")}\n`);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
  try {
    publish(temporary, file);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}
