/**
 * Commands of log entries, decoded whole in memory, field by field from the description of the format:
 * a second, plain reading of it that the engine's streaming grammars are compared with.
 */
export interface DecodedTransaction {
  id: number;
  from: number;
  to: number;
  startedAt: number;
  committedAt: number;
  /** Command types in order. */
  types: number[];
}

class Cursor {
  at = 0;
  readonly bytes: Buffer;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
  u8 = (): number => this.bytes.readUInt8(this.#move(1));
  u16 = (): number => this.bytes.readUInt16BE(this.#move(2));
  i32 = (): number => this.bytes.readInt32BE(this.#move(4));
  i64 = (): number => Number(this.bytes.readBigInt64BE(this.#move(8)));
  skip = (bytes: number): void => void this.#move(bytes);
  times = (count: number, act: () => void): void => {
    for (let i = 0; i < count; i++) act();
  };
  #move(bytes: number): number {
    const at = this.at;
    if (bytes < 0 || at + bytes > this.bytes.length) throw new Error(`past the end at ${at}`);
    this.at += bytes;
    return at;
  }
}

function dynamicRecords(c: Cursor): void {
  c.times(c.i32(), () => {
    c.skip(12);
    if ((c.u8() & 1) === 0) return;
    const length = c.i32();
    c.skip(8);
    c.skip(length);
  });
}
function nodeRecord(c: Cursor): void {
  if (c.u8() === 1) c.skip(1 + 8 + 8 + 8);
  dynamicRecords(c);
}
function propertyRecord(c: Cursor): void {
  c.skip(1 + 8 + 8 + 8);
  c.times(c.u8(), () => {
    c.skip(c.u8());
    dynamicRecords(c);
  });
  dynamicRecords(c);
}
function indexMap(c: Cursor): void {
  c.times(c.u8(), () => {
    c.skip(c.u16());
    c.skip(2);
  });
}
function indexEntry(c: Cursor, withNodes: boolean): void {
  const a = c.u8();
  const b = c.u8();
  c.skip(4);
  c.skip(a & 1 ? 8 : 4);
  const type = (a >> 2) & 7;
  if (type === 6) {
    const low = c.u16();
    c.skip(low + c.u8() * 0x10000);
  } else c.skip([0, 2, 4, 8, 4, 8][type] ?? -1);
  if (withNodes) c.skip((b & 0x80 ? 8 : 4) + (b & 0x40 ? 8 : 4));
}
const nameToken = (c: Cursor): void => {
  c.skip(4 + 1 + 4);
  dynamicRecords(c);
};

const BODIES: Record<number, (c: Cursor) => void> = {
  1: (c) => {
    c.skip(8);
    nodeRecord(c);
    nodeRecord(c);
  },
  2: (c) => {
    c.skip(8);
    propertyRecord(c);
    propertyRecord(c);
  },
  3: (c) => {
    c.skip(8);
    c.skip(c.u8() & 1 ? 8 + 8 + 4 + 4 * 8 + 8 + 1 : 4);
  },
  4: nameToken,
  5: (c) => {
    c.skip(4 + 1 + 4 + 4);
    dynamicRecords(c);
  },
  6: (c) => c.skip(8),
  7: (c) => {
    dynamicRecords(c);
    dynamicRecords(c);
    c.skip(1);
  },
  8: nameToken,
  9: (c) => c.skip(8 + 1 + 2 + 5 * 8),
  10: (c) => {
    c.skip(6);
    indexMap(c);
    indexMap(c);
  },
  11: (c) => indexEntry(c, false),
  12: (c) => indexEntry(c, true),
  13: (c) => indexEntry(c, false),
  14: (c) => c.skip(6),
  15: (c) => {
    c.skip(6);
    c.times(c.u16(), () => {
      c.skip(c.u16());
      c.skip(c.u16());
    });
  },
  16: (c) => c.skip(4 + 4 + 4 + 8),
  17: (c) => c.skip(4 + 8),
};

/** @param bytes entries of transactions, as in a stream; offsets count from 16 as in a log file */
export function decodeTransactions(bytes: Buffer): DecodedTransaction[] {
  const c = new Cursor(bytes);
  const found: DecodedTransaction[] = [];
  let open: { from: number; startedAt: number; types: number[] } | undefined;
  while (c.at < bytes.length) {
    const from = c.at + 16;
    if (c.u8() !== 0xfb) throw new Error(`entry version at ${from}`);
    const type = c.u8();
    if (type === 1 && !open) {
      c.skip(8);
      open = { from, startedAt: c.i64(), types: [] };
      c.skip(8);
      c.skip(c.i32());
    } else if (type === 3 && open) {
      const command = c.u8();
      open.types.push(command);
      const body = BODIES[command];
      if (!body) throw new Error(`command type ${command} at ${from}`);
      body(c);
    } else if (type === 5 && open) {
      const id = c.i64();
      const committedAt = c.i64();
      found.push({ id, ...open, committedAt, to: c.at + 16 });
      open = undefined;
    } else throw new Error(`entry type ${type} at ${from}`);
  }
  if (open) throw new Error("the stream ends inside a transaction");
  return found;
}
