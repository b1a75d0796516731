/**
 * Values that span records: strings, arrays, label lists, names and schema rules.
 * Source: spec section 14. Record 0 is the header, an `i32` record size; every record of a chain but its
 * last is full.
 */
import { i32 } from "../bytes/integers.ts";
import { NO_ID } from "../bytes/layout.ts";
import { BackupError } from "../catalogue/errors.ts";
import type { ByteSource } from "./byte-source.ts";
import { type FieldsOf, RecordPages } from "./record-pages.ts";
import { type DynamicHeader, dynamicHeader } from "./records.ts";

/** The data length field has 24 bits. */
const MAX_DATA_BYTES = 0xff_ffff;
/** No value is longer than a Java array. */
export const MAX_VALUE_BYTES = 2 ** 31 - 1;

/** What can be wrong with a chain, and at which record. */
export interface ChainProblem {
  kind:
    | "outside the file"
    | "not in use"
    | "begins with a continuation"
    | "continues with a first record"
    | "bad length"
    | "not full"
    | "cycle"
    | "too long";
  id: number;
}

export interface Chain {
  /** The records, in order, up to the one before the problem. */
  ids: number[];
  data: Buffer;
  problem: ChainProblem | undefined;
}

export type DynamicPages = RecordPages<FieldsOf<DynamicHeader>>;

/**
 * A dynamic store.
 * @param file its name, for messages
 * @param header of its records; that of the standard formats by default
 * @throws BackupError damaged-backup when the file begins with no record size
 */
export function dynamicPages(
  source: ByteSource,
  file: string,
  header: DynamicHeader = dynamicHeader,
): DynamicPages {
  const recordBytes = source.bytes < 4 ? 0 : i32(source.read(0, 4), 0);
  if (recordBytes <= header.size || recordBytes > MAX_DATA_BYTES + header.size)
    throw new BackupError("damaged-backup", {
      detail: `${file} says its records have ${recordBytes} bytes`,
      file,
      range: [0, 4],
    });
  return new RecordPages(header, source, recordBytes);
}

/**
 * Reads a chain from its first record on.
 * @param first the id that refers to it
 * @param visit sees each record that was read, with the length of its data
 */
export function readChain(
  pages: DynamicPages,
  first: number,
  visit?: (id: number, length: number) => void,
): Chain {
  const headerBytes = pages.layout.size;
  const room = pages.recordBytes - headerBytes;
  const ids: number[] = [];
  const pieces: Buffer[] = [];
  const end = (kind: ChainProblem["kind"] | undefined, id = NO_ID): Chain => ({
    ids,
    data: pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces),
    problem: kind && { kind, id },
  });
  const seen = new CycleGuard();
  for (let id = first, wasFull = true; id !== NO_ID; ) {
    if (seen.returnsTo(id)) return end("cycle", id);
    const view = pages.view(id);
    if (!view || id === 0) return end("outside the file", id);
    // Neo4j 2.3.3 takes no record for in use whose spare bits are set.
    if (!view.inUse || view.spare !== 0) return end("not in use", id);
    if (view.isContinuation !== ids.length > 0)
      return end(
        ids.length > 0 ? "continues with a first record" : "begins with a continuation",
        id,
      );
    if (!wasFull) return end("not full", ids.at(-1) ?? id);
    const { length, next } = view;
    if (length > room) return end("bad length", id);
    if ((ids.length + 1) * room > MAX_VALUE_BYTES) return end("too long", id);
    const from = view.at + headerBytes;
    pieces.push(Buffer.from(view.buffer.subarray(from, from + length)));
    visit?.(id, length);
    ids.push(id);
    wasFull = length === room;
    id = next;
  }
  return end(undefined);
}

/** Finds that a chain returns to an earlier record, after at most three times its length, in no memory. */
export class CycleGuard {
  #mark = NO_ID;
  #steps = 0;
  #until = 1;

  /** Call once for each record that is reached, in order. */
  returnsTo(id: number): boolean {
    if (id === this.#mark) return true;
    if (++this.#steps === this.#until) {
      this.#mark = id;
      this.#until *= 2;
    }
    return false;
  }
}

/** One record of a chain that is to be written. */
export interface ChainRecord {
  id: number;
  bytes: Buffer;
}

/**
 * The records that hold a value.
 * @param ids as many as it needs, at least one
 */
export function encodeChain(
  data: Buffer,
  ids: readonly number[],
  recordBytes: number,
  header: DynamicHeader = dynamicHeader,
): ChainRecord[] {
  const room = recordBytes - header.size;
  const wanted = recordsFor(data.length, recordBytes, header);
  if (ids.length !== wanted) throw new Error(`${wanted} records are needed, not ${ids.length}`);
  return ids.map((id, i) => {
    const piece = data.subarray(i * room, (i + 1) * room);
    const bytes = Buffer.alloc(recordBytes);
    header.write(bytes, 0, {
      isContinuation: i > 0,
      spare: 0,
      inUse: true,
      length: piece.length,
      next: ids[i + 1] ?? NO_ID,
    });
    bytes.set(piece, header.size);
    return { id, bytes };
  });
}

/** How many records hold a value of so many bytes. */
export const recordsFor = (
  valueBytes: number,
  recordBytes: number,
  header: DynamicHeader = dynamicHeader,
): number => Math.max(1, Math.ceil(valueBytes / (recordBytes - header.size)));
