import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  decodeLogHeader,
  encodeLogHeader,
  logName,
  logVersionOf,
} from "../../src/log/log-header.ts";
import { scanLog } from "../../src/log/log-scan.ts";
import { BadEntry, LogWalker, type WalkedTransaction } from "../../src/log/log-walker.ts";
import { logHeader, pieces, REAL_COMMANDS, transaction } from "../golden/entries.ts";
import { golden, payloadOf } from "../golden/goldens.ts";
import { walkAnswer } from "../golden/walk-answer.ts";
import { decodeTransactions } from "../golden/walk-commands.ts";

// The machine may be busy with much else.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const sizes = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 8 });
const cycle = (all: number[]) => {
  let i = 0;
  return () => all[i++ % all.length] as number;
};
const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((a) => Buffer.from(a));
const u8 = (value: number): Buffer => Buffer.from([value]);
const i32 = (value: number): Buffer => {
  const b = Buffer.alloc(4);
  b.writeInt32BE(value);
  return b;
};
const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const raw = (count: number) =>
  fc.uint8Array({ minLength: count, maxLength: count }).map((a) => Buffer.from(a));
const join = (...parts: fc.Arbitrary<Buffer>[]) =>
  fc.tuple(...parts).map((all) => Buffer.concat(all));

/** `i64 id, i32 type, u8 flags`; in use: `i32 length, i64 next, bytes`. */
const dynamicRecord = fc
  .tuple(raw(12), fc.boolean(), fc.boolean(), raw(8), bytes(130))
  .map(([head, isUsed, isFirst, next, data]) =>
    Buffer.concat([
      head,
      u8((isUsed ? 1 : 0) | (isFirst ? 2 : 0)),
      ...(isUsed ? [i32(data.length), next, data] : []),
    ]),
  );
const many = (item: fc.Arbitrary<Buffer>, count: (n: number) => Buffer, maxLength: number) =>
  fc.array(item, { maxLength }).map((all) => Buffer.concat([count(all.length), ...all]));
const dynamicRecords = many(dynamicRecord, i32, 3);
const node = fc
  .boolean()
  .chain((isUsed) =>
    join(fc.constant(u8(isUsed ? 1 : 0)), isUsed ? raw(25) : raw(0), dynamicRecords),
  );
const block = fc
  .constantFrom(8, 16, 24, 32)
  .chain((n) => join(fc.constant(u8(n)), raw(n), dynamicRecords));
const property = join(fc.constant(u8(1)), raw(24), many(block, u8, 4), dynamicRecords);
const text16 = bytes(40).map((b) => Buffer.concat([u16(b.length), b]));
const indexValue: fc.Arbitrary<[number, Buffer]> = fc.oneof(
  fc.constant<[number, Buffer]>([0, Buffer.alloc(0)]),
  ...[2, 4, 8, 4, 8].map((n, i) => raw(n).map((b): [number, Buffer] => [i + 1, b])),
  bytes(300).map((b): [number, Buffer] => [6, Buffer.concat([u16(b.length), u8(0), b])]),
);
const indexEntry = (withNodes: boolean) =>
  fc
    .tuple(indexValue, fc.boolean(), fc.nat(3))
    .chain(([[type, value], isWide, widths]) =>
      join(
        fc.constant(Buffer.from([(type << 2) | (isWide ? 1 : 0), widths << 6])),
        raw(4),
        raw(isWide ? 8 : 4),
        fc.constant(value),
        withNodes ? raw((widths & 2 ? 8 : 4) + (widths & 1 ? 8 : 4)) : raw(0),
      ),
    );
const map = many(join(text16, raw(2)), u8, 4);

const BODIES: Record<number, fc.Arbitrary<Buffer>> = {
  1: join(raw(8), node, node),
  2: join(raw(8), property, property),
  3: fc
    .boolean()
    .chain((isUsed) => join(raw(8), fc.constant(u8(isUsed ? 1 : 2)), raw(isUsed ? 61 : 4))),
  4: join(raw(9), dynamicRecords),
  5: join(raw(13), dynamicRecords),
  6: raw(8),
  7: join(dynamicRecords, dynamicRecords, raw(1)),
  8: join(raw(9), dynamicRecords),
  9: join(raw(8), fc.constantFrom(0, 1, 3).map(u8), raw(42)),
  10: join(raw(6), map, map),
  11: indexEntry(false),
  12: indexEntry(true),
  13: indexEntry(false),
  14: raw(6),
  15: join(raw(6), many(join(text16, text16), u16, 3)),
  16: raw(20),
  17: raw(12),
};
const command = fc
  .integer({ min: 1, max: 17 })
  .chain((type) =>
    (BODIES[type] as fc.Arbitrary<Buffer>).map((body) =>
      Buffer.concat([Buffer.from([0xfb, 3, type]), body]),
    ),
  );
const stream = fc
  .tuple(
    fc.integer({ min: 2, max: 2 ** 40 }),
    fc.array(fc.tuple(fc.array(command, { maxLength: 6 }), bytes(20), fc.nat(2 ** 45)), {
      maxLength: 5,
    }),
  )
  .map(([first, all]) =>
    all.map(([commands, additionalHeader, committedAt], i) =>
      transaction(first + i, { commands, additionalHeader, committedAt }),
    ),
  );

function walk(
  whole: Buffer,
  next: () => number,
): { found: WalkedTransaction[]; walker: LogWalker } {
  const found: WalkedTransaction[] = [];
  const walker = new LogWalker({ onTransaction: (tx) => found.push(tx) }, 16);
  for (const piece of pieces(whole, next)) walker.push(piece);
  return { found, walker };
}

describe("the log walker", () => {
  it("finds in any stream what a plain reading of the format finds", () => {
    fc.assert(
      fc.property(stream, sizes, (all, cuts) => {
        const whole = Buffer.concat(all);
        const { found, walker } = walk(whole, cycle(cuts));
        const plain = decodeTransactions(whole);
        expect(
          found.map(({ id, from, to, committedAt, commands }) => ({
            id,
            from,
            to,
            committedAt,
            commands,
          })),
        ).toEqual(
          plain.map(({ id, from, to, committedAt, types }) => ({
            id,
            from,
            to,
            committedAt,
            commands: types.length,
          })),
        );
        expect(walker.atBoundary).toBe(true);
        expect(walker.goodEnd).toBe(16 + whole.length);
      }),
      { numRuns: 300 },
    );
  });

  it("ends, for any cut, behind the last whole transaction", async () => {
    await fc.assert(
      fc.asyncProperty(
        stream,
        fc.double({ min: 0, max: 1, noNaN: true }),
        sizes,
        async (all, where, cuts) => {
          const whole = Buffer.concat([logHeader(4, 1), ...all]);
          const cut = 16 + Math.floor((whole.length - 16) * where);
          async function* source() {
            yield* pieces(whole.subarray(0, cut), cycle(cuts));
          }
          const scan = await scanLog(source());
          let end = 16;
          let count = 0;
          for (const tx of all) {
            if (end + tx.length > cut) break;
            end += tx.length;
            count++;
          }
          expect(scan).toMatchObject({
            goodEnd: end,
            transactions: count,
            tail: end === cut ? "clean" : "torn",
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it("says of any damage to real transactions that it is damage, or walks on within the bytes", () => {
    const message = payloadOf(golden("incremental-every-command").s2c);
    const real = message.subarray(walkAnswer(message, "incremental").transactionsAt);
    fc.assert(
      fc.property(
        fc.nat(real.length - 1),
        fc.integer({ min: 1, max: 255 }),
        sizes,
        (at, by, cuts) => {
          const damaged = Buffer.from(real);
          damaged[at] = (damaged[at] ?? 0) ^ by;
          try {
            const { found, walker } = walk(damaged, cycle(cuts));
            expect(walker.goodEnd).toBeLessThanOrEqual(16 + damaged.length);
            for (const tx of found) expect(tx.to).toBeGreaterThan(tx.from);
          } catch (error) {
            expect(error).toBeInstanceOf(BadEntry);
            expect((error as BadEntry).at).toBeLessThan(16 + damaged.length);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it("walks any garbage without any other error", () => {
    const start = fc.constantFrom(Buffer.alloc(0), REAL_COMMANDS.node, transaction(5));
    fc.assert(
      fc.property(start, bytes(500), sizes, (head, garbage, cuts) => {
        try {
          walk(Buffer.concat([head, garbage]), cycle(cuts));
        } catch (error) {
          expect(error).toBeInstanceOf(BadEntry);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("log headers and names", () => {
  it("of any version and id are read back", () => {
    const version = fc.integer({ min: 0, max: 2 ** 47 });
    fc.assert(
      fc.property(version, fc.maxSafeNat(), (v, lastTx) => {
        expect(decodeLogHeader(encodeLogHeader({ version: v, lastTx }))).toEqual({
          version: v,
          lastTx,
        });
        expect(logVersionOf(logName(v))).toBe(v);
      }),
    );
  });
});
