/**
 * Property values that lie in the property record itself.
 * Source: spec section 14. A block is 1 to 4 longs; of the first: bits 0..23 key id, 24..27 type.
 * Short string: bits 28..32 encoding, 33..38 length, from bit 39 on the characters.
 */
import { putBig64, putI64 } from "../bytes/integers.ts";

const TYPE = { int: 5n, long: 6n, shortString: 11n } as const;
const LATIN_1 = 10n;
const STRING_HEAD_BITS = 39;
const LATIN_1_BITS = 8;
const BLOCK_BITS = 64;
const MAX_BLOCKS = 4;
const MAX_KEY = 2 ** 24;

function header(key: number, type: bigint): bigint {
  if (!Number.isInteger(key) || key < 0 || key >= MAX_KEY)
    throw new Error(`property key ${key} does not fit into 24 bits`);
  return BigInt(key) | (type << 24n);
}

function longs(bits: bigint, blocks: number): Buffer {
  const b = Buffer.alloc(blocks * 8);
  for (let i = 0; i < blocks; i++)
    putBig64(b, i * 8, BigInt.asIntN(BLOCK_BITS, bits >> BigInt(i * BLOCK_BITS)));
  return b;
}

/** @param value 32 bits, signed */
export const intBlock = (key: number, value: number): Buffer =>
  longs(header(key, TYPE.int) | (BigInt(value >>> 0) << 28n), 1);

/** A long in a block of its own behind the head. */
export function longBlock(key: number, value: number): Buffer {
  const b = Buffer.alloc(16);
  putBig64(b, 0, header(key, TYPE.long));
  putI64(b, 8, value);
  return b;
}

/** @param value at most 27 characters, each below 256 */
export function shortStringBlock(key: number, value: string): Buffer {
  const blocks = Math.ceil((STRING_HEAD_BITS + value.length * LATIN_1_BITS) / BLOCK_BITS);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly the characters of Latin-1
  if (blocks > MAX_BLOCKS || !/^[\u0000-\u00ff]*$/.test(value))
    throw new Error(`${JSON.stringify(value)} does not fit into a property record`);
  let bits = header(key, TYPE.shortString) | (LATIN_1 << 28n) | (BigInt(value.length) << 33n);
  for (let i = 0; i < value.length; i++)
    bits |= BigInt(value.charCodeAt(i)) << BigInt(STRING_HEAD_BITS + i * LATIN_1_BITS);
  return longs(bits, blocks);
}
