/**
 * The counts store: two files, written in turn. Source: spec section 14. Rows of 32 bytes, 16 key and 16
 * value; row 0 a magic, row 1 the transaction it is as of, then the keys ascending, then a row with their
 * number.
 */
import { u8 } from "../bytes/integers.ts";
import { byteField, bytesField, i32Field, i64Field, layout } from "../bytes/layout.ts";

export const COUNTS_FILES = ["neostore.counts.db.a", "neostore.counts.db.b"] as const;

const ROW_BYTES = 32;
const MAGIC = Buffer.from("NeoCountStore\u0000", "latin1");
const MAGIC_END = "V".charCodeAt(0);
const FORMAT_AT = 30;
/** 0 up to Neo4j 2.2, 1 up to 3.1, 2 from 3.2 on: then an index is named by its rule. */
const LAST_FORMAT = 2;
const ANY = -1;
const NODE = 1;
const RELATIONSHIP = 2;
const INDEX = 127;
const STATISTICS = 1;
const SAMPLE = 2;

const keyLayout = layout("counts key", 16, {
  kind: byteField(0),
  spare: bytesField(1, 3),
  a: i32Field(4),
  b: i32Field(8),
  c: i32Field(12),
});
const valueLayout = layout("counts value", 16, { first: i64Field(0), second: i64Field(8) });

/** `-1` is "any". The two numbers of an index row: updates and size, or unique values and sample size. */
export type CountsRow =
  | { kind: "node"; label: number; count: number }
  | { kind: "relationship"; start: number; type: number; end: number; count: number }
  | {
      kind: "index statistics" | "index sample";
      /** In format 2 the low 32 bits of the index rule's id, and `key` is 0. */
      label: number;
      key: number;
      first: number;
      second: number;
    };

export interface Counts {
  /** The last transaction that is counted. */
  txId: number;
  minorVersion: number;
  /** Of the file's magic: 0, 1 or 2. */
  format: number;
  rows: CountsRow[];
}

export type CountsFile = Counts | { problem: string };

const zero = (b: Buffer, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) if (b[i] !== 0) return false;
  return true;
};

/** Reads one of the two files. A file without its last row is one whose writing did not end. */
export function decodeCounts(file: Buffer): CountsFile {
  if (file.length < 3 * ROW_BYTES) return { problem: "too short" };
  const bytes = file.length - (file.length % ROW_BYTES);
  const format = u8(file, FORMAT_AT);
  if (!zero(file, 0, 16) || !isMagic(file) || format > LAST_FORMAT)
    return { problem: "it begins with no magic" };
  if (!zero(file, ROW_BYTES, ROW_BYTES + 16)) return { problem: "it has no transaction row" };
  const { first: txId, second: minorVersion } = valueLayout.read(file, ROW_BYTES + 16);
  const rows: CountsRow[] = [];
  for (let at = 2 * ROW_BYTES; at < bytes; at += ROW_BYTES) {
    if (zero(file, at, at + 16)) {
      const { second: count } = valueLayout.read(file, at + 16);
      if (count !== rows.length)
        return { problem: `its last row counts ${count} rows, but there are ${rows.length}` };
      return { txId, minorVersion, format, rows };
    }
    const row = decodeRow(file, at);
    if (!row) return { problem: `row ${at / ROW_BYTES} has no known key` };
    rows.push(row);
  }
  return { problem: "it ends without its last row" };
}

const isMagic = (file: Buffer): boolean =>
  MAGIC.equals(file.subarray(16, FORMAT_AT)) && u8(file, FORMAT_AT + 1) === MAGIC_END;

function decodeRow(file: Buffer, at: number): CountsRow | undefined {
  const { kind, a, b, c } = keyLayout.read(file, at);
  const { first, second } = valueLayout.read(file, at + 16);
  if (kind === NODE) return { kind: "node", label: c, count: second };
  if (kind === RELATIONSHIP)
    return { kind: "relationship", start: a, type: b, end: c, count: second };
  if (kind !== INDEX || (c !== STATISTICS && c !== SAMPLE)) return undefined;
  return {
    kind: c === STATISTICS ? "index statistics" : "index sample",
    label: a,
    key: b,
    first,
    second,
  };
}

/** The key of a row: 16 bytes whose order is that of the file. */
export function countsKey(row: CountsRow): Buffer {
  const key = { kind: NODE, spare: Buffer.alloc(3), a: 0, b: 0, c: 0 };
  switch (row.kind) {
    case "node":
      return keyLayout.encode({ ...key, c: row.label });
    case "relationship":
      return keyLayout.encode({
        ...key,
        kind: RELATIONSHIP,
        a: row.start,
        b: row.type,
        c: row.end,
      });
    default: {
      const c = row.kind === "index statistics" ? STATISTICS : SAMPLE;
      return keyLayout.encode({ ...key, kind: INDEX, a: row.label, b: row.key, c });
    }
  }
}

/** A whole file: its rows sorted, rows of nothing left out as they are given. */
export function encodeCounts({ txId, minorVersion, format, rows }: Counts): Buffer {
  const sorted = rows
    .map((row) => ({ row, key: countsKey(row) }))
    .sort((one, other) => one.key.compare(other.key));
  const file = Buffer.alloc((rows.length + 3) * ROW_BYTES);
  file.set(MAGIC, 16);
  file.set([format, MAGIC_END], FORMAT_AT);
  valueLayout.write(file, ROW_BYTES + 16, { first: txId, second: minorVersion });
  sorted.forEach(({ row, key }, i) => {
    const at = (i + 2) * ROW_BYTES;
    file.set(key, at);
    const counted = row.kind === "node" || row.kind === "relationship";
    valueLayout.write(file, at + 16, {
      first: counted ? 0 : row.first,
      second: counted ? row.count : row.second,
    });
  });
  valueLayout.write(file, file.length - 16, { first: 0, second: rows.length });
  return file;
}

/**
 * The file that counts: of the sound ones, the one of the latest transaction, then of the highest version.
 * @returns its index in `files`; undefined when none is sound
 */
export function newestCounts(
  files: readonly CountsFile[],
): { index: number; counts: Counts } | undefined {
  let best: { index: number; counts: Counts } | undefined;
  files.forEach((file, index) => {
    if ("problem" in file) return;
    if (!best || isLater(file, best.counts)) best = { index, counts: file };
  });
  return best;
}

const isLater = (a: Counts, b: Counts): boolean =>
  a.txId !== b.txId ? a.txId > b.txId : a.minorVersion > b.minorVersion;

export const ANY_TOKEN = ANY;
