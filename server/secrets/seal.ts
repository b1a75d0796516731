import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { SecretUnreadable } from "./errors.ts";
import { derivedKey, fingerprintOf, readMasterKey } from "./master-key.ts";

const VERSION = "v1";
const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LONGEST_SECRET = 64 * 1024;
const SHAPE = /^v1:[0-9a-f]{16}:[A-Za-z0-9_-]+$/;

function masterKey(): Buffer {
  const key = readMasterKey();
  if (!key) throw new SecretUnreadable("missing");
  return key;
}

/** Binds what is sealed to its purpose and its form: moved elsewhere it does not open. */
const boundTo = (purpose: string, fingerprint: string): Buffer =>
  Buffer.from(`${VERSION}\n${purpose}\n${fingerprint}`);

/**
 * Encrypts a secret for storage.
 * @param purpose what it is for, for example "webhook"; opening it takes the same
 * @returns `v1:<which key>:<nonce, tag and text>`
 * @throws SecretUnreadable when there is no master key
 */
export function seal(plain: string, purpose: string): string {
  if (plain.length > LONGEST_SECRET) throw new RangeError("the secret is longer than 64 KiB");
  const master = masterKey();
  const fingerprint = fingerprintOf(master);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, derivedKey(master, purpose), nonce);
  cipher.setAAD(boundTo(purpose, fingerprint));
  const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  const whole = Buffer.concat([nonce, cipher.getAuthTag(), body]);
  return `${VERSION}:${fingerprint}:${whole.toString("base64url")}`;
}

/**
 * The secret that was sealed.
 * @throws SecretUnreadable `missing` or `other-key` about the master key, `damaged` about the text
 */
export function open(sealed: string, purpose: string): string {
  const master = masterKey();
  if (!isSealed(sealed)) throw new SecretUnreadable("damaged", "the text is no sealed secret");
  const [, fingerprint = "", body = ""] = sealed.split(":");
  if (fingerprint !== fingerprintOf(master)) throw new SecretUnreadable("other-key");
  const whole = Buffer.from(body, "base64url");
  const nonce = whole.subarray(0, NONCE_BYTES);
  const tag = whole.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  if (tag.length < TAG_BYTES) throw new SecretUnreadable("damaged", "the text is cut short");
  const decipher = createDecipheriv(CIPHER, derivedKey(master, purpose), nonce, {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(boundTo(purpose, fingerprint));
  decipher.setAuthTag(tag);
  try {
    const plain = decipher.update(whole.subarray(NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([plain, decipher.final()]).toString("utf8");
  } catch {
    throw new SecretUnreadable("damaged", `it was not sealed for "${purpose}", or was changed`);
  }
}

/** Whether a text is a sealed secret, by its form. */
export const isSealed = (text: string): boolean => SHAPE.test(text);

/**
 * A secret of this installation for one purpose, always the same, for libraries that want one of their own.
 * @throws SecretUnreadable when there is no master key
 */
export const secretFor = (purpose: string): string =>
  derivedKey(masterKey(), `secret:${purpose}`).toString("base64url");
