/**
 * Strings that lie in a property block: bits 28 to 32 encoding, 33 to 38 length, from bit 39 on the
 * characters. Source: spec section 14; the alphabets: single characters of every code, read by a 2.3.3.
 */
import { type BitRow, LongRow } from "./bit-rows.ts";

const ENCODING = { at: 28, bits: 5 } as const;
const LENGTH = { at: 33, bits: 6 } as const;
const TEXT_AT = 39;
const LONG_BITS = 64;
export const MAX_BLOCK_LONGS = 4;

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const range = (from: number, to: number): string =>
  String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, i) => from + i));
/** The accented letters, with two signs in the places of the multiplication and division signs. */
const ACCENTED = `${range(0xc0, 0xd6)}.${range(0xd8, 0xf6)}-${range(0xf8, 0xff)}`;

/** A character is its index in the alphabet; of two equal ones, Neo4j writes the one in `written`. */
interface Encoding {
  name: string;
  bits: number;
  alphabet: string;
}
const ENCODINGS: Readonly<Record<number, Encoding>> = {
  1: { name: "numerical", bits: 4, alphabet: `${DIGITS} .-+,'` },
  2: { name: "date", bits: 4, alphabet: `${DIGITS} -:/+,` },
  3: { name: "upper", bits: 5, alphabet: ` ${UPPER}_.-:/` },
  4: { name: "lower", bits: 5, alphabet: ` ${LOWER}_.-:/` },
  5: { name: "email", bits: 5, alphabet: `,${LOWER}_.-+@` },
  6: { name: "uri", bits: 6, alphabet: ` ${LOWER}+,-./${DIGITS}_.-:/+,'@|;*?&%#()$<>=` },
  7: { name: "alphanumerical", bits: 6, alphabet: ` ${UPPER}01234_${LOWER}56789` },
  8: { name: "alphasymbolical", bits: 6, alphabet: ` ${UPPER}_.-:/;${LOWER}+,'@|` },
  9: { name: "european", bits: 7, alphabet: `${ACCENTED} ${UPPER}01234_${LOWER}56789` },
  11: { name: "lower hexadecimal", bits: 4, alphabet: `${DIGITS}abcdef` },
  12: { name: "upper hexadecimal", bits: 4, alphabet: `${DIGITS}ABCDEF` },
};
const UTF_8 = 0;
const LATIN_1 = 10;
const BYTE_BITS = 8;

export interface ShortString {
  encoding: number;
  value: string;
}

const bitsOf = (encoding: number): number | undefined =>
  encoding === UTF_8 || encoding === LATIN_1 ? BYTE_BITS : ENCODINGS[encoding]?.bits;

const longsFor = (length: number, bits: number): number =>
  Math.ceil((TEXT_AT + length * bits) / LONG_BITS);

/** How many longs a block takes; undefined when no string begins so. */
export function shortStringLongs(row: BitRow): number | undefined {
  const bits = bitsOf(row.read(ENCODING.at, ENCODING.bits));
  if (bits === undefined) return undefined;
  const longs = longsFor(row.read(LENGTH.at, LENGTH.bits), bits);
  return longs > MAX_BLOCK_LONGS ? undefined : longs;
}

/** @returns undefined when the block is no short string */
export function decodeShortString(row: BitRow): ShortString | undefined {
  if (shortStringLongs(row) === undefined) return undefined;
  const encoding = row.read(ENCODING.at, ENCODING.bits);
  const length = row.read(LENGTH.at, LENGTH.bits);
  const table = ENCODINGS[encoding];
  if (table) {
    let value = "";
    for (let i = 0; i < length; i++)
      value += table.alphabet[row.read(TEXT_AT + i * table.bits, table.bits)];
    return { encoding, value };
  }
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i++) bytes[i] = row.read(TEXT_AT + i * BYTE_BITS, BYTE_BITS);
  return { encoding, value: bytes.toString(encoding === UTF_8 ? "utf8" : "latin1") };
}

/** Longs with everything but the block's key and type. @throws Error when it does not fit */
export function encodeShortString({ encoding, value }: ShortString): Buffer {
  const table = ENCODINGS[encoding];
  const codes = table
    ? Array.from(value, (character) => table.alphabet.lastIndexOf(character))
    : [...Buffer.from(value, encoding === UTF_8 ? "utf8" : "latin1")];
  const bits = table?.bits ?? BYTE_BITS;
  const longs = longsFor(codes.length, bits);
  if (longs > MAX_BLOCK_LONGS || codes.includes(-1))
    throw new Error(`${JSON.stringify(value)} does not fit into encoding ${encoding}`);
  const bytes = Buffer.alloc(longs * 8);
  const row = new LongRow(bytes);
  row.write(ENCODING.at, ENCODING.bits, encoding);
  row.write(LENGTH.at, LENGTH.bits, codes.length);
  codes.forEach((code, i) => {
    row.write(TEXT_AT + i * bits, bits, code);
  });
  return bytes;
}
