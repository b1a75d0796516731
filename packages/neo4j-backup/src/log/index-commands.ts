/** Commands of legacy indexes. Source: spec section 9. */
import { putU8, putU16, u8, u16 } from "../bytes/integers.ts";
import { byteField, i32Field, i64Field, layout, u16Field } from "../bytes/layout.ts";
import { BackupError } from "../catalogue/errors.ts";
import {
  bytesOf,
  type Codec,
  type CountField,
  fixed,
  headed,
  list,
  struct,
  textOf,
  u16Count,
} from "./codec.ts";

/** What every legacy index command begins with: bit fields `a` and `widths`, see spec section 9. */
export interface IndexHeader {
  a: number;
  widths: number;
  indexNameId: number;
  keyId: number;
}
const indexHeaderLayout = layout("index header", 6, {
  a: byteField(0),
  widths: byteField(1),
  indexNameId: u16Field(2),
  keyId: u16Field(4),
});
export const indexHeader: Codec<IndexHeader> = fixed(indexHeaderLayout);
const id64 = fixed(layout("long id", 8, { id: i64Field(0) }));
const text16 = textOf(u16Count);

export interface IndexDefineCommand {
  header: IndexHeader;
  indexNames: { name: string; id: { id: number } }[];
  keys: { name: string; id: { id: number } }[];
}
const indexMap = (count: CountField) =>
  list(count, struct({ name: text16, id: fixed(layout("map id", 2, { id: u16Field(0) })) }));
export const indexDefine = (count: CountField) =>
  struct<IndexDefineCommand>({
    header: indexHeader,
    indexNames: indexMap(count),
    keys: indexMap(count),
  });

export interface IndexEntryCommand extends IndexHeader {
  entity: { id: number };
  /** By value type: number bytes or text, as bytes; absent for type 0. */
  value?: Buffer;
  start?: { id: number };
  end?: { id: number };
}
const longLength: CountField = {
  bytes: 3,
  read: (b, at) => u16(b, at) | (u8(b, at + 2) << 16),
  put: (b, at, value) => {
    putU16(b, at, value & 0xffff);
    putU8(b, at + 2, value >> 16);
  },
};
const raw = (bytes: number): Codec<Buffer> => ({
  grammar: { kind: "skip", bytes },
  read: (c) => {
    const at = c.pass(bytes);
    return c.buffer.subarray(at, at + bytes);
  },
  write: (pieces, value) => void pieces.push(value),
});
/** By value type: null, short, int, long, float, double, text. */
const VALUES = [undefined, raw(2), raw(4), raw(8), raw(4), raw(8), bytesOf(longLength)] as const;
const id32 = fixed(layout("short id", 4, { id: i32Field(0) }));
const idOf = (isLong: boolean): Codec<{ id: number }> => (isLong ? id64 : id32);

function indexEntryBody(
  a: number,
  widths: number,
  withNodes: boolean,
): Codec<Partial<IndexEntryCommand>> {
  const type = (a >> 2) & 7;
  if (type >= VALUES.length)
    throw new BackupError("bad-log", { detail: `a legacy index value of type ${type}` });
  const value = VALUES[type];
  return struct({
    entity: idOf((a & 1) === 1),
    ...(value ? { value } : {}),
    ...(withNodes ? { start: idOf((widths & 0x80) !== 0), end: idOf((widths & 0x40) !== 0) } : {}),
  }) as Codec<Partial<IndexEntryCommand>>;
}
export const indexEntry = (withNodes: boolean): Codec<IndexEntryCommand> => {
  const bodies = new Map<number, Codec<Partial<IndexEntryCommand>>>();
  return headed<IndexEntryCommand>(indexHeaderLayout, (b, at) => {
    const a = u8(b, at);
    const widths = u8(b, at + 1);
    const key = ((a & 0x1d) << 8) | (widths & 0xc0);
    const body = bodies.get(key) ?? indexEntryBody(a, widths, withNodes);
    bodies.set(key, body);
    return body;
  });
};

export interface IndexCreateCommand {
  header: IndexHeader;
  config: { key: string; value: string }[];
}
export const indexCreate = struct<IndexCreateCommand>({
  header: indexHeader,
  config: list(u16Count, struct({ key: text16, value: text16 })),
});
