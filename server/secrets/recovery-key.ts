import { createHash, timingSafeEqual } from "node:crypto";

export const KEY_BYTES = 32;
const CHECK_BYTES = 3;
const BITS_PER_LETTER = 5;
const GROUP = 4;
/** Letters and digits without those that are taken for one another. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS = ((KEY_BYTES + CHECK_BYTES) * 8) / BITS_PER_LETTER;
const LONGEST_TEXT = 400;

const checkOf = (key: Buffer): Buffer =>
  createHash("sha256")
    .update("holdfast recovery key")
    .update(key)
    .digest()
    .subarray(0, CHECK_BYTES);

/** The master key as a person can write it down: 14 groups of four, the last letters a checksum. */
export function recoveryKeyOf(key: Buffer): string {
  let bits = BigInt(`0x${Buffer.concat([key, checkOf(key)]).toString("hex")}`);
  const letters: string[] = [];
  for (let count = 0; count < LETTERS; count++) {
    letters.unshift(ALPHABET[Number(bits & 31n)] as string);
    bits >>= 5n;
  }
  return (letters.join("").match(new RegExp(`.{${GROUP}}`, "g")) as string[]).join("-");
}

export type ReadRecoveryKey = { ok: true; key: Buffer } | { ok: false; reason: string };

/** Reads what a person typed: case, blanks and dashes do not matter, and O is 0, I and L are 1. */
export function readRecoveryKey(text: string): ReadRecoveryKey {
  if (text.length > LONGEST_TEXT)
    return {
      ok: false,
      reason: `a recovery key has ${LETTERS} letters and digits: this is longer`,
    };
  const letters = text.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  if (letters.length !== LETTERS)
    return {
      ok: false,
      reason: `a recovery key has ${LETTERS} letters and digits: there are ${letters.length}`,
    };
  let bits = 0n;
  for (const letter of letters) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return { ok: false, reason: `"${letter}" does not occur in a recovery key` };
    bits = (bits << 5n) | BigInt(value);
  }
  const bytes = Buffer.from(bits.toString(16).padStart((KEY_BYTES + CHECK_BYTES) * 2, "0"), "hex");
  const key = bytes.subarray(0, KEY_BYTES);
  if (!timingSafeEqual(bytes.subarray(KEY_BYTES), checkOf(key)))
    return { ok: false, reason: "a letter is wrong or two are swapped: compare it again" };
  return { ok: true, key };
}
