/**
 * Points and temporal values in property blocks, from Neo4j 3.4 on. Source: records page section 1.2. The first
 * long has the key and the type in bits 0 to 27; longs follow.
 */
import { big64, putBig64 } from "../bytes/integers.ts";
import { LongRow } from "./bit-rows.ts";
import { readItems, toBits } from "./number-arrays.ts";

const LONG_BYTES = 8;
const POINT = { kindAt: 28, dimensionAt: 32, tableAt: 36, codeAt: 40, onlyKind: 1 } as const;
const TEMPORAL = { kindAt: 28, flagAt: 32 } as const;

interface TemporalKind {
  name: "date" | "local time" | "local date time" | "time" | "date time" | "duration";
  /** Bit 32 is a flag of its own. */
  hasFlag: boolean;
  /** Longs in all, with the flag set and without. */
  longs: readonly [withFlag: number, without: number];
}
const TEMPORAL_KINDS: Readonly<Record<number, TemporalKind>> = {
  1: { name: "date", hasFlag: true, longs: [1, 2] },
  2: { name: "local time", hasFlag: true, longs: [1, 2] },
  3: { name: "local date time", hasFlag: false, longs: [2, 2] },
  4: { name: "time", hasFlag: false, longs: [2, 2] },
  5: { name: "date time", hasFlag: true, longs: [3, 3] },
  6: { name: "duration", hasFlag: false, longs: [4, 4] },
};

export interface PointValue {
  type: "point";
  /** Of coordinate reference systems: 1 EPSG, 2 SR-ORG. */
  table: number;
  code: number;
  /** Two or three. */
  coordinates: number[];
}

export interface TemporalValue {
  type: "temporal";
  kind: TemporalKind["name"];
  /** Of a date or local time: it lies in the first long. Of a date time: an offset follows, and no zone. */
  flag: boolean;
  /** What the first long holds above the flag. */
  first: bigint;
  /** The longs that follow it. */
  rest: bigint[];
}

/** @param b the block's first bytes, at least 8 @returns how many longs it takes; 0 when no point is so */
export function pointLongs(b: Buffer, at: number): number {
  const row = firstLong(b, at);
  const dimension = row.read(POINT.dimensionAt, 4);
  const isPoint = row.read(POINT.kindAt, 4) === POINT.onlyKind;
  return isPoint && (dimension === 2 || dimension === 3) ? 1 + dimension : 0;
}

/** @returns how many longs the block takes; 0 when no temporal value is so */
export function temporalLongs(b: Buffer, at: number): number {
  const row = firstLong(b, at);
  const kind = TEMPORAL_KINDS[row.read(TEMPORAL.kindAt, 4)];
  return kind ? kind.longs[row.read(TEMPORAL.flagAt, 1) === 1 ? 0 : 1] : 0;
}

const firstLong = (b: Buffer, at: number): LongRow => new LongRow(b.subarray(at, at + LONG_BYTES));

/** @param block whole, see {@link pointLongs} */
export function decodePoint(block: Buffer): PointValue {
  const row = new LongRow(block);
  return {
    type: "point",
    table: row.read(POINT.tableAt, 4),
    code: row.read(POINT.codeAt, 16),
    coordinates: readItems(row, "double", 64, row.read(POINT.dimensionAt, 4), 64) as number[],
  };
}

/** @param block whole, see {@link temporalLongs} */
export function decodeTemporal(block: Buffer): TemporalValue | undefined {
  const row = new LongRow(block);
  const kind = TEMPORAL_KINDS[row.read(TEMPORAL.kindAt, 4)];
  if (!kind) return undefined;
  const firstAt = TEMPORAL.flagAt + (kind.hasFlag ? 1 : 0);
  const rest: bigint[] = [];
  for (let at = LONG_BYTES; at < block.length; at += LONG_BYTES) rest.push(big64(block, at));
  return {
    type: "temporal",
    kind: kind.name,
    flag: kind.hasFlag && row.read(TEMPORAL.flagAt, 1) === 1,
    first: row.readBig(firstAt, 64 - firstAt),
    rest,
  };
}

/** The block's bytes, without key and type. */
export function encodePoint({ table, code, coordinates }: PointValue): Buffer {
  const b = Buffer.alloc((1 + coordinates.length) * LONG_BYTES);
  const row = new LongRow(b);
  row.write(POINT.kindAt, 4, POINT.onlyKind);
  row.write(POINT.dimensionAt, 4, coordinates.length);
  row.write(POINT.tableAt, 4, table);
  row.write(POINT.codeAt, 16, code);
  coordinates.forEach((one, i) => {
    row.writeBig(64 * (i + 1), 64, toBits("double", one));
  });
  return b;
}

/** The block's bytes, without key and type. */
export function encodeTemporal({ kind, flag, first, rest }: TemporalValue): Buffer {
  const b = Buffer.alloc((1 + rest.length) * LONG_BYTES);
  const row = new LongRow(b);
  const found = Object.entries(TEMPORAL_KINDS).find(([, { name }]) => name === kind);
  const [code, { hasFlag }] = found as [string, TemporalKind];
  const firstAt = TEMPORAL.flagAt + (hasFlag ? 1 : 0);
  row.write(TEMPORAL.kindAt, 4, Number(code));
  if (flag) row.write(TEMPORAL.flagAt, 1, 1);
  row.writeBig(firstAt, 64 - firstAt, first);
  rest.forEach((one, i) => {
    putBig64(b, (i + 1) * LONG_BYTES, one);
  });
  return b;
}

const DAY_SECONDS = 86_400n;
const SECOND_NANOS = 1_000_000_000n;
const two = (value: bigint): string => `${value}`.padStart(2, "0");

function dateText(epochDay: bigint): string {
  const at = new Date(Number(epochDay) * 86_400_000);
  return Number.isNaN(at.getTime()) ? `day ${epochDay}` : at.toISOString().slice(0, -14);
}
function timeText(nanosOfDay: bigint): string {
  const seconds = nanosOfDay / SECOND_NANOS;
  const nanos = nanosOfDay % SECOND_NANOS;
  const fraction = nanos === 0n ? "" : `.${`${nanos}`.padStart(9, "0").replace(/0+$/, "")}`;
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}${fraction}`;
}
function dateTimeText(epochSecond: bigint, nanos: bigint): string {
  const second = ((epochSecond % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
  const day = (epochSecond - second) / DAY_SECONDS;
  return `${dateText(day)}T${timeText(second * SECOND_NANOS + nanos)}`;
}
function offsetText(seconds: bigint): string {
  const size = seconds < 0n ? -seconds : seconds;
  return `${seconds < 0n ? "-" : "+"}${two(size / 3600n)}:${two((size / 60n) % 60n)}`;
}

/** As people write it. A zone is shown by its number, since its name is not in the store. */
export function temporalText({ kind, flag, first, rest }: TemporalValue): string {
  const [one = 0n, two_ = 0n, three = 0n] = rest;
  switch (kind) {
    case "date":
      return dateText(flag ? first : one);
    case "local time":
      return timeText(flag ? first : one);
    case "local date time":
      return dateTimeText(one, first);
    case "time": {
      const offset = BigInt.asIntN(32, first);
      const day = DAY_SECONDS * SECOND_NANOS;
      return `${timeText((((one + offset * SECOND_NANOS) % day) + day) % day)}${offsetText(offset)}`;
    }
    case "date time":
      return flag
        ? `${dateTimeText(one + two_, first)}${offsetText(two_)}`
        : `${dateTimeText(one, first)}Z in zone ${two_}`;
    case "duration":
      return `P${one}M${two_}DT${three}.${`${BigInt.asIntN(32, first)}`.padStart(9, "0")}S`;
  }
}

/** As people write it: the reference system's code, and the coordinates. */
export const pointText = ({ code, coordinates }: PointValue): string =>
  `${code}(${coordinates.join(", ")})`;
