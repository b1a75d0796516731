/**
 * Codecs of variable structures: each is declared once, and gives the grammar that walks over it, the
 * reader that makes values of it, and the writer that makes the same bytes of the values.
 */
import { i32, putI32, putU8, putU16, u8, u16 } from "../bytes/integers.ts";
import type { Layout } from "../bytes/layout.ts";
import { BackupError } from "../catalogue/errors.ts";
import { choose, type Grammar, repeat, run, sequence, skip } from "./grammar.ts";

/** Thrown by a reader when the buffer ends inside a structure: get more bytes and read again. */
export class Underflow extends Error {}
const underflow = new Underflow("the buffer ends inside a structure");

export class Cursor {
  buffer: Buffer;
  at: number;
  end: number;
  constructor(buffer: Buffer, at = 0, end = buffer.length) {
    this.buffer = buffer;
    this.at = at;
    this.end = end;
  }
  /** Moves on by `bytes`, and answers where it was. */
  pass(bytes: number): number {
    const { at } = this;
    if (at + bytes > this.end) throw underflow;
    this.at = at + bytes;
    return at;
  }
}

export interface Codec<T> {
  grammar: Grammar;
  read(cursor: Cursor): T;
  /** Pieces to be put one behind the other. */
  write(pieces: Buffer[], value: T): void;
}

/** A fixed structure. */
export const fixed = <F>(layout: Layout<F>): Codec<ReturnType<Layout<F>["read"]>> => ({
  grammar: skip(layout.size),
  read: (c) => layout.read(c.buffer, c.pass(layout.size)),
  write: (pieces, value) => void pieces.push(layout.encode(value)),
});

/** Named structures, one behind the other. */
export function struct<T extends object>(parts: { [K in keyof T]: Codec<T[K]> }): Codec<T> {
  const entries = Object.entries(parts) as [keyof T & string, Codec<unknown>][];
  return {
    grammar: sequence(...entries.map(([, codec]) => codec.grammar)),
    read: (c) => {
      const value: Record<string, unknown> = {};
      for (const [name, codec] of entries) value[name] = codec.read(c);
      return value as T;
    },
    write: (pieces, value) => {
      for (const [name, codec] of entries) codec.write(pieces, value[name]);
    },
  };
}

/**
 * A fixed head that says how the structure goes on; the value holds the fields of both.
 * @param next what follows, by the head's raw bytes; undefined: nothing
 */
export const headed = <T extends object>(
  // biome-ignore lint/suspicious/noExplicitAny: the head is a part of T
  head: Layout<any>,
  // biome-ignore lint/suspicious/noExplicitAny: the tail is a part of T
  next: (b: Buffer, at: number) => Codec<any> | undefined,
): Codec<T> => ({
  grammar: choose(head.size, (b, at) => next(b, at)?.grammar),
  read: (c) => {
    const at = c.pass(head.size);
    const value = head.read(c.buffer, at) as object;
    const tail = next(c.buffer, at)?.read(c);
    return (tail === undefined ? value : Object.assign(value, tail)) as T;
  },
  write: (pieces, value) => {
    const bytes = head.encode(value as never);
    pieces.push(bytes);
    next(bytes, 0)?.write(pieces, value);
  },
});

/** How a count or a length is written. */
export interface CountField {
  bytes: number;
  read(b: Buffer, at: number): number;
  put(b: Buffer, at: number, value: number): unknown;
}
export const u8Count: CountField = { bytes: 1, read: u8, put: putU8 };
export const u16Count: CountField = { bytes: 2, read: u16, put: putU16 };
export const i32Count: CountField = { bytes: 4, read: i32, put: putI32 };

const encodeCount = (count: CountField, value: number): Buffer => {
  const b = Buffer.alloc(count.bytes);
  count.put(b, 0, value);
  return b;
};

const negative = (what: string, value: number): never => {
  throw new BackupError("bad-log", { detail: `${what} is negative: ${value}` });
};

/** As many items as a count says. */
export const list = <T>(count: CountField, item: Codec<T>): Codec<T[]> => ({
  grammar: repeat(count.bytes, count.read, item.grammar),
  read: (c) => {
    const length = count.read(c.buffer, c.pass(count.bytes));
    if (length < 0) negative("a count", length);
    const items: T[] = [];
    for (let i = 0; i < length; i++) items.push(item.read(c));
    return items;
  },
  write: (pieces, items) => {
    pieces.push(encodeCount(count, items.length));
    for (const one of items) item.write(pieces, one);
  },
});

/** Raw bytes behind their length. The value is a view of the buffer that was read. */
export const bytesOf = (length: CountField): Codec<Buffer> => ({
  grammar: run(length.bytes, length.read),
  read: (c) => {
    const count = length.read(c.buffer, c.pass(length.bytes));
    if (count < 0) negative("a length", count);
    const at = c.pass(count);
    return c.buffer.subarray(at, at + count);
  },
  write: (pieces, value) => void pieces.push(encodeCount(length, value.length), value),
});

/** UTF-8 text behind its length in bytes. */
export const textOf = (length: CountField): Codec<string> => {
  const raw = bytesOf(length);
  return {
    grammar: raw.grammar,
    read: (c) => raw.read(c).toString("utf8"),
    write: (pieces, value) => raw.write(pieces, Buffer.from(value, "utf8")),
  };
};

/** Nothing at all, for values that have no bytes. */
export const nothing: Codec<null> = {
  grammar: skip(0),
  read: () => null,
  write: () => undefined,
};

/** The bytes of a value. */
export function encode<T>(codec: Codec<T>, value: T): Buffer {
  const pieces: Buffer[] = [];
  codec.write(pieces, value);
  return Buffer.concat(pieces);
}
