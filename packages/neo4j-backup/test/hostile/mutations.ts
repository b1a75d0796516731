/** Seeded damage to golden answers, most of it where the structure is. */
import { framesOf } from "../golden/goldens.ts";
import { walkAnswer } from "../golden/walk-answer.ts";
import type { Random } from "./random.ts";

export interface Mutation {
  /** What was done, for the report. */
  what: string;
  /** The message that the frames carry, when only the message was damaged. */
  message: Buffer | undefined;
  stream: Buffer;
}

/** Offsets in a message where lengths, names, ids and the heads of entries lie. */
export function structureOf(message: Buffer, kind: "full" | "incremental"): number[] {
  const { files, storeIdAt, transactionsAt, transactions } = walkAnswer(message, kind);
  const around = (at: number, count: number) => Array.from({ length: count }, (_, i) => at + i);
  return [
    ...files.flatMap((f) => [
      ...around(f.at, f.flagAt - f.at + 3),
      ...around(Math.max(f.at, f.end - 260), 3),
    ]),
    ...neostoreBytes(message, files.find((f) => f.path === "neostore")?.flagAt),
    ...around(storeIdAt - 2, 43),
    ...transactions.flatMap((tx) => [
      ...around(transactionsAt + tx.from - 16, 90),
      ...around(transactionsAt + tx.to - 16 - 18, 18),
    ]),
  ].filter((at) => at >= 0 && at < message.length);
}

const neostoreBytes = (_: Buffer, flagAt: number | undefined): number[] =>
  flagAt === undefined ? [] : Array.from({ length: 120 }, (_unused, i) => flagAt + 2 + i);

const ODD_NUMBERS = [0, 1, 2, 127, 128, 255, 256, 32767, 65535, 0x7fffffff, 0x80000000, 0xffffffff];

type Damage = (b: Buffer, at: number, random: Random) => Buffer;
const DAMAGES: Record<string, Damage> = {
  "flip a bit": (b, at, random) => {
    b[at] = (b[at] ?? 0) ^ (1 << random.below(8));
    return b;
  },
  "set a byte": (b, at, random) => {
    b[at] = random.pick([0, 1, 2, 0x7f, 0x80, 0xfb, 0xfe, 0xff]);
    return b;
  },
  "cut the end": (b, at) => b.subarray(0, at),
  "insert bytes": (b, at, random) =>
    Buffer.concat([b.subarray(0, at), random.bytes(1 + random.below(40)), b.subarray(at)]),
  "take bytes out": (b, at, random) =>
    Buffer.concat([b.subarray(0, at), b.subarray(at + 1 + random.below(300))]),
  "repeat bytes": (b, at, random) => {
    const end = at + 1 + random.below(400);
    return Buffer.concat([b.subarray(0, end), b.subarray(at)]);
  },
  "edit a length": (b, at, random) => {
    const value = random.pick(ODD_NUMBERS);
    const width = random.pick([1, 2, 4, 8]);
    if (at + width > b.length) return b.subarray(0, at);
    if (width === 1) b.writeUInt8(value & 0xff, at);
    else if (width === 2) b.writeUInt16BE(value & 0xffff, at);
    else if (width === 4) b.writeUInt32BE(value, at);
    else b.writeBigInt64BE(BigInt(value) << BigInt(random.pick([0, 31])), at);
    return b;
  },
  "change a length by one": (b, at, random) => {
    if (at + 2 <= b.length)
      b.writeUInt16BE((b.readUInt16BE(at) + random.pick([1, -1])) & 0xffff, at);
    return b;
  },
};

/** @param structure where damage matters most */
export function mutate(message: Buffer, structure: readonly number[], random: Random): Mutation {
  const where = (length: number): number =>
    random.below(4) === 0 ? random.below(length) : (random.pick(structure) ?? 0) % length;
  const names = Object.keys(DAMAGES);
  const done: string[] = [];
  let damaged = Buffer.from(message);
  const times = 1 + (random.below(5) === 0 ? random.below(4) : 0);
  const hitsFrames = random.below(6) === 0;
  const hit = (bytes: Buffer, at: number): Buffer => {
    const name = random.pick(names);
    done.push(`${name} at ${at}`);
    return (DAMAGES[name] as Damage)(bytes, at, random);
  };
  if (!hitsFrames)
    for (let i = 0; i < times && damaged.length > 0; i++)
      damaged = Buffer.from(hit(damaged, where(damaged.length)));
  const most = random.pick([1, 7, 300, 5_000, 4_000_000]);
  const frameBytes = most === 1 ? 64 : most;
  let stream = framesOf(damaged, () => 1 + random.below(frameBytes));
  if (!hitsFrames) return { what: done.join(", "), message: damaged, stream };
  for (let i = 0; i < times; i++) {
    const at = random.below(3) === 0 ? random.below(6) : random.below(stream.length);
    stream = Buffer.from(hit(stream, at));
  }
  return { what: `frames of up to ${frameBytes}: ${done.join(", ")}`, message: undefined, stream };
}
