/**
 * Log entries and commands, one row an entry version.
 * Source: spec sections 8.2 and 9. An entry is `u8 version, u8 type, body`.
 */
import { i8, i32, u8, u16 } from "../bytes/integers.ts";
import { BackupError } from "../catalogue/errors.ts";
import { choose, type Grammar, repeat, run, sequence, skip } from "./grammar.ts";

export const ENTRY = { start: 1, command: 3, commit: 5, checkPoint: 7 } as const;

const bad = (detail: string): never => {
  throw new BackupError("bad-log", { detail });
};

/** The data length field of a dynamic record has 24 bits. */
const MAX_DYNAMIC_BYTES = 0xff_ffff;
const dynamicLength = (b: Buffer, at: number): number => {
  const length = i32(b, at);
  return length < 0 || length > MAX_DYNAMIC_BYTES
    ? bad(`a dynamic record of ${length} bytes`)
    : length;
};
const inUseDynamic = run(12, dynamicLength);
/** `i64 id, i32 type, u8 flags`; in use: `i32 length, i64 next, bytes`. */
const dynamicRecord = choose(13, (b, at) => {
  const flags = u8(b, at + 12);
  if (flags > 3) bad(`a dynamic record with flags ${flags}`);
  return flags & 1 ? inUseDynamic : undefined;
});
const dynamicRecords = repeat(4, i32, dynamicRecord);

const whenInUse = (headBytes: number, flagAt: number, most: number, body: Grammar, what: string) =>
  choose(headBytes, (b, at) => {
    const flags = u8(b, at + flagAt);
    if (flags > most) bad(`${what} with flags ${flags}`);
    return flags & 1 ? body : undefined;
  });

/** `u8 inUse`; in use: `u8 dense, i64 nextRel, i64 nextProp, i64 labels`; always: dynamic labels. */
const nodeRecord = sequence(whenInUse(1, 0, 1, skip(25), "a node"), dynamicRecords);
const node = sequence(skip(8), nodeRecord, nodeRecord);

/** `u8 size, size bytes of blocks, dynamic value records`. */
const propertyBlock = sequence(
  run(1, (b, at) => {
    const size = u8(b, at);
    return size === 8 || size === 16 || size === 24 || size === 32
      ? size
      : bad(`a property block of ${size} bytes`);
  }),
  dynamicRecords,
);
const MAX_BLOCKS = 4;
/** `u8 flags, i64 next, i64 prev, i64 owner, i8 blocks, blocks, deleted records`. */
const propertyRecord = sequence(
  repeat(
    26,
    (b, at) => {
      const count = i8(b, at + 25);
      return count >= 0 && count <= MAX_BLOCKS ? count : bad(`${count} property blocks`);
    },
    propertyBlock,
  ),
  dynamicRecords,
);
const property = sequence(skip(8), propertyRecord, propertyRecord);

const relationship = choose(9, (b, at) => {
  const flags = u8(b, at + 8);
  if (flags > 3) bad(`a relationship with flags ${flags}`);
  return flags & 1 ? relationshipInUse : relationshipFree;
});
const relationshipInUse = skip(61);
const relationshipFree = skip(4);

const nameToken = sequence(skip(9), dynamicRecords);
const propertyKeyToken = sequence(skip(13), dynamicRecords);
const schemaRule = sequence(dynamicRecords, dynamicRecords, skip(1));
const relationshipGroup = skip(51);

const indexHeader = skip(6);
const text16 = run(2, u16);
/** `count, count x (i16 n, n UTF-8 bytes, u16 id)`; the count has 1 byte or 2, by entry version. */
const indexMap = (countBytes: 1 | 2) =>
  repeat(countBytes, countBytes === 1 ? u8 : u16, sequence(text16, skip(2)));
const indexDefine = (countBytes: 1 | 2) =>
  sequence(indexHeader, indexMap(countBytes), indexMap(countBytes));

const longText = run(3, (b, at) => u16(b, at) | (u8(b, at + 2) << 16));
const VALUES: readonly (Grammar | undefined)[] = [
  undefined,
  skip(2),
  skip(4),
  skip(8),
  skip(4),
  skip(8),
  longText,
];
/** `header, entity id of 4 or 8 bytes, value by type`, for relationships the two node ids. */
const indexEntry = (withNodes: boolean) =>
  choose(6, (b, at) => {
    const a = u8(b, at);
    const widths = u8(b, at + 1);
    const type = (a >> 2) & 7;
    if (type >= VALUES.length) bad(`a legacy index value of type ${type}`);
    const parts: Grammar[] = [skip(a & 1 ? 8 : 4)];
    const value = VALUES[type];
    if (value) parts.push(value);
    if (withNodes) parts.push(skip((widths & 0x80 ? 8 : 4) + (widths & 0x40 ? 8 : 4)));
    return sequence(...parts);
  });
const indexCreate = sequence(indexHeader, repeat(2, u16, sequence(text16, text16)));

export interface CommandRow {
  name: string;
  body: Grammar;
  /** Its bytes hold a map whose order differs between machines. */
  unordered?: true;
}

const commands = (defineCountBytes: 1 | 2): Record<number, CommandRow> => ({
  1: { name: "node", body: node },
  2: { name: "property", body: property },
  3: { name: "relationship", body: relationship },
  4: { name: "relationship type token", body: nameToken },
  5: { name: "property key token", body: propertyKeyToken },
  6: { name: "neostore", body: skip(8) },
  7: { name: "schema rule", body: schemaRule },
  8: { name: "label token", body: nameToken },
  9: { name: "relationship group", body: relationshipGroup },
  10: { name: "legacy index define", body: indexDefine(defineCountBytes), unordered: true },
  11: { name: "legacy index add node", body: indexEntry(false) },
  12: { name: "legacy index add relationship", body: indexEntry(true) },
  13: { name: "legacy index remove", body: indexEntry(false) },
  14: { name: "legacy index delete", body: indexHeader },
  15: { name: "legacy index create", body: indexCreate, unordered: true },
  16: { name: "relationship counts", body: skip(20) },
  17: { name: "node counts", body: skip(12) },
});

export interface EntryVersion {
  /** The first byte of each entry, as read unsigned. */
  byte: number;
  writtenBy: string;
  commands: Record<number, CommandRow>;
}

/** Differences page, section 6: -5 is written by 2.3.0 to 2.3.4, -8 by 2.3.5 and later 2.3. */
export const ENTRY_VERSIONS: Readonly<Record<number, EntryVersion>> = {
  251: { byte: 251, writtenBy: "Neo4j 2.3.0 to 2.3.4", commands: commands(1) },
  248: { byte: 248, writtenBy: "Neo4j 2.3.5 and later 2.3", commands: commands(2) },
};
