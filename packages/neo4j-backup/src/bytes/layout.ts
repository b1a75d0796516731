/**
 * A fixed-size structure is declared once, as data; reader, writer and TypeScript type come from
 * that one declaration. Overlapping or unowned bits fail when the module is loaded.
 */
import * as int from "./integers.ts";

/** A run of bits inside one byte. */
export interface BitRun {
  byte: number;
  shift: number;
  width: number;
}

/** One field: where it lies, and how to read and write it at an offset. */
export interface Field<T> {
  occupies: BitRun[];
  read(buffer: Buffer, at: number): T;
  write(buffer: Buffer, at: number, value: T): void;
  /**
   * The same as `read`, as an expression over the names `b` (bytes) and `a` (offset of the record): a view
   * made of these reads 20 times as fast as one that calls `read`, which a scan of a store lives on.
   */
  expression?: string;
}

export const bits = (byte: number, shift: number, width: number): BitRun => ({
  byte,
  shift,
  width,
});
const whole = (at: number, size: number): BitRun[] =>
  Array.from({ length: size }, (_, i) => bits(at + i, 0, 8));
const mask = (run: BitRun): number => ((1 << run.width) - 1) << run.shift;
const byteAt = (offset: number): string => `b[a+${offset}]`;
const bitsAt = (run: BitRun): string =>
  `(${byteAt(run.byte)}>>${run.shift}&${(1 << run.width) - 1})`;
const wordAt = (at: number): string =>
  `((${byteAt(at)}<<24|${byteAt(at + 1)}<<16|${byteAt(at + 2)}<<8|${byteAt(at + 3)})>>>0)`;

const scalar =
  <T>(
    size: number,
    read: (b: Buffer, at: number) => T,
    put: (b: Buffer, at: number, value: T) => unknown,
    expression?: (offset: number) => string,
  ) =>
  (offset: number): Field<T> => ({
    occupies: whole(offset, size),
    read: (b, at) => read(b, at + offset),
    write: (b, at, value) => void put(b, at + offset, value),
    ...(expression ? { expression: expression(offset) } : {}),
  });

export const byteField = scalar(1, int.u8, int.putU8, byteAt);
export const signedByteField = scalar(1, int.i8, int.putI8, (at) => `(${byteAt(at)}<<24>>24)`);
const shortAt = (at: number): string => `(${byteAt(at)}<<8|${byteAt(at + 1)})`;
export const i16Field = scalar(2, int.i16, int.putI16, (at) => `(${shortAt(at)}<<16>>16)`);
export const u16Field = scalar(2, int.u16, int.putU16, shortAt);
export const i32Field = scalar(4, int.i32, int.putI32, (at) => `(${wordAt(at)}|0)`);
export const u32Field = scalar(4, int.u32, int.putU32, wordAt);
export const i64Field = scalar(8, int.i64, int.putI64);
export const big64Field = scalar(8, int.big64, int.putBig64);

export const flagField = (byte: number, bit: number): Field<boolean> => ({
  occupies: [bits(byte, bit, 1)],
  read: (b, at) => ((int.u8(b, at + byte) >> bit) & 1) === 1,
  write: (b, at, value) => {
    const others = int.u8(b, at + byte) & ~(1 << bit);
    int.putU8(b, at + byte, others | (value ? 1 << bit : 0));
  },
  expression: `(${byteAt(byte)}>>${bit}&1)===1`,
});

/** A flag that is set when the thing is not so. */
export const notFlagField = (byte: number, bit: number): Field<boolean> => {
  const flag = flagField(byte, bit);
  return {
    occupies: flag.occupies,
    read: (b, at) => !flag.read(b, at),
    write: (b, at, value) => flag.write(b, at, !value),
    expression: `(${byteAt(byte)}>>${bit}&1)===0`,
  };
};

/** A number that other formats of the same record hold, and this one has no place for: always 0. */
export const absentField: Field<number> = {
  occupies: [],
  read: () => 0,
  write: () => undefined,
  expression: "0",
};

/** Bits that nobody looks at: read and written as 0. */
export const ignoredBitsField = (...runs: BitRun[]): Field<number> => ({
  occupies: runs,
  read: () => 0,
  write: (b, at) => {
    for (const run of runs) int.putU8(b, at + run.byte, int.u8(b, at + run.byte) & ~mask(run));
  },
  expression: "0",
});

export const bitsField = (run: BitRun): Field<number> => ({
  occupies: [run],
  read: (b, at) => (int.u8(b, at + run.byte) & mask(run)) >> run.shift,
  write: (b, at, value) => {
    const others = int.u8(b, at + run.byte) & ~mask(run);
    int.putU8(b, at + run.byte, others | ((value << run.shift) & mask(run)));
  },
  expression: bitsAt(run),
});

export const NO_ID = -1;
const NONE_LOW = 0xffff_ffff;

/**
 * A record id: `u32` at `lowAt`, and high bits kept elsewhere, most significant run first. At most 40
 * bits, exact in a number. All ones below and zeros above mean "none", -1 (so 2^32-1 is never an id).
 */
export const idField = (lowAt: number, ...high: BitRun[]): Field<number> => {
  const raw = packedField(lowAt, ...high);
  return {
    occupies: raw.occupies,
    read: (b, at) => {
      const value = raw.read(b, at);
      return value === NONE_LOW ? NO_ID : value;
    },
    write: (b, at, value) => raw.write(b, at, value === NO_ID ? NONE_LOW : value),
    expression: `((v)=>v===${NONE_LOW}?${NO_ID}:v)(${raw.expression})`,
  };
};

/** A record id in 64 bits, -1 for none. One of a damaged file that is not exact in a number is still beyond any file. */
export const longIdField = (offset: number): Field<number> => ({
  occupies: whole(offset, 8),
  read: (b, at) => int.i32(b, at + offset) * 0x1_0000_0000 + int.u32(b, at + offset + 4),
  write: (b, at, value) => void int.putI64(b, at + offset, value),
  expression: `((${wordAt(offset)}|0)*${0x1_0000_0000}+${wordAt(offset + 4)})`,
});

/** As {@link idField}, but every value counts. */
export const packedField = (lowAt: number, ...high: BitRun[]): Field<number> => {
  const parts = high.map((run) => bitsField(run));
  const clear = high.map((run) => ~mask(run) & 0xff);
  return {
    occupies: [...whole(lowAt, 4), ...high],
    read: (b, at) => {
      let top = 0;
      for (let i = 0; i < parts.length; i++)
        top = top * 2 ** (high[i] as BitRun).width + (parts[i] as Field<number>).read(b, at);
      return top * 0x1_0000_0000 + int.u32(b, at + lowAt);
    },
    write: (b, at, value) => {
      if (value >= 0 && value < 0x1_0000_0000) {
        // nearly every id
        int.putU32(b, at + lowAt, value);
        for (let i = 0; i < high.length; i++) {
          const { byte } = high[i] as BitRun;
          int.putU8(b, at + byte, int.u8(b, at + byte) & (clear[i] as number));
        }
        return;
      }
      int.putU32(b, at + lowAt, value % 0x1_0000_0000);
      let top = Math.floor(value / 0x1_0000_0000);
      for (let i = parts.length - 1; i >= 0; i--) {
        const size = 2 ** (high[i] as BitRun).width;
        (parts[i] as Field<number>).write(b, at, top % size);
        top = Math.floor(top / size);
      }
      if (top !== 0) throw new RangeError(`${value} does not fit into its field`);
    },
    expression: `((${topOf(high)})*${0x1_0000_0000}+${wordAt(lowAt)})`,
  };
};

/** The high runs as one number, most significant first; at most 31 bits. */
const topOf = (high: BitRun[]): string =>
  high.reduce((top, run) => `(${top}<<${run.width}|${bitsAt(run)})`, "0");

/** Raw bytes, as a view of the buffer. */
export const bytesField = (offset: number, size: number): Field<Buffer> => ({
  occupies: whole(offset, size),
  read: (b, at) => b.subarray(at + offset, at + offset + size),
  write: (b, at, value) => void b.set(value, at + offset),
});

/** Reads fields of one record after the other without making an object for each: move `at`. */
export type View<F> = Readonly<RecordOf<F>> & { buffer: Buffer; at: number };

export type RecordOf<F> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never };

export interface Layout<F> {
  name: string;
  size: number;
  read(buffer: Buffer, at?: number): RecordOf<F>;
  write(buffer: Buffer, at: number, record: RecordOf<F>): void;
  view(): View<F>;
  /** A new buffer that holds just this record. */
  encode(record: RecordOf<F>): Buffer;
}

/** Declares a structure of `size` bytes. @throws Error when a bit has two owners or none. */
// biome-ignore lint/suspicious/noExplicitAny: a record of fields of any type
export function layout<F extends Record<string, Field<any>>>(
  name: string,
  size: number,
  fields: F,
): Layout<F> {
  const owner = new Array<string | undefined>(size * 8);
  for (const [key, field] of Object.entries(fields))
    for (const run of field.occupies)
      for (let bit = run.shift; bit < run.shift + run.width; bit++) {
        const i = run.byte * 8 + bit;
        if (i >= owner.length || owner[i] !== undefined)
          throw new Error(
            `layout ${name}: ${key} overlaps ${owner[i] ?? "the end"} at byte ${run.byte}`,
          );
        owner[i] = key;
      }
  for (let i = 0; i < owner.length; i++)
    if (owner[i] === undefined)
      throw new Error(`layout ${name}: byte ${i >> 3} bit ${i & 7} belongs to no field`);

  const entries = Object.entries(fields);
  let viewClass: (new () => View<F>) | undefined;
  let compiledRead: ((b: Buffer, a: number) => RecordOf<F>) | undefined;
  let compiledWrite: Layout<F>["write"] | undefined;
  const write: Layout<F>["write"] = (b, at, record) => {
    compiledWrite ??= compileWrite(entries) as Layout<F>["write"];
    compiledWrite(b, at, record);
  };
  return {
    name,
    size,
    read: (b, at = 0) => {
      if (at < 0 || at + size > b.length)
        throw new RangeError(`${name}: ${size} bytes at ${at} reach over ${b.length}`);
      compiledRead ??= compileRead(entries) as typeof compiledRead & object;
      return compiledRead(b, at);
    },
    write,
    view: () => {
      viewClass ??= compileView(entries) as new () => View<F>;
      return new viewClass();
    },
    encode: (record) => {
      const b = Buffer.alloc(size);
      write(b, 0, record);
      return b;
    },
  };
}

/** Names for fields whose readers or writers the text of a function calls. */
const bound = (entries: [string, Field<unknown>][], method: "read" | "write"): string =>
  entries.map((_, i) => `const f${i}=fields[${i}].${method};`).join("");

/** One function for a whole record: its object has the same shape each time. */
function compileRead(entries: [string, Field<unknown>][]): (b: Buffer, a: number) => unknown {
  const parts = entries.map(([key, { expression }], i) => `${key}:${expression ?? `f${i}(b,a)`}`);
  const text = `${bound(entries, "read")}return (b,a)=>({${parts.join(",")}})`;
  return new Function("fields", text)(entries.map(([, field]) => field));
}

function compileWrite(
  entries: [string, Field<unknown>][],
): (b: Buffer, a: number, record: unknown) => void {
  const parts = entries.map(([key], i) => `f${i}(b,a,r.${key});`);
  const text = `${bound(entries, "write")}return (b,a,r)=>{${parts.join("")}}`;
  return new Function("fields", text)(entries.map(([, field]) => field));
}

/** A class with one getter for each field. Made from text, so that each getter is code of its own. */
function compileView(entries: [string, Field<unknown>][]): new () => unknown {
  const getters = entries.map(([key, field], i) => {
    const value = field.expression ?? `fields[${i}].read(b,a)`;
    return `get ${key}(){const b=this.buffer,a=this.at;return ${value};}`;
  });
  const text = `return class{constructor(){this.buffer=empty;this.at=0;}${getters.join("")}}`;
  const fields = entries.map(([, field]) => field);
  return new Function("fields", "empty", text)(fields, Buffer.alloc(0));
}
