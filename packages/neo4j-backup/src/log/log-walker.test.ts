import { describe, expect, it } from "vitest";
import {
  checkPoint,
  pieces,
  REAL_CHECK_POINT,
  REAL_CHECKSUM,
  REAL_COMMANDS,
  REAL_COMMIT,
  REAL_START,
  transaction,
  transactions,
} from "../../test/golden/entries.ts";
import { BackupError } from "../catalogue/errors.ts";
import {
  BadEntry,
  encodeCheckPoint,
  LogWalker,
  type WalkedCheckPoint,
  type WalkedTransaction,
} from "./log-walker.ts";

function walk(bytes: Buffer, pieceBytes = bytes.length, origin = 16) {
  const found: WalkedTransaction[] = [];
  const checkPoints: WalkedCheckPoint[] = [];
  const walker = new LogWalker(
    { onTransaction: (tx) => found.push(tx), onCheckPoint: (c) => checkPoints.push(c) },
    origin,
  );
  let error: unknown;
  try {
    for (const piece of pieces(bytes, () => pieceBytes)) walker.push(piece);
  } catch (e) {
    error = e;
  }
  return { walker, found, checkPoints, error };
}
const i64 = (value: bigint): Buffer => {
  const b = Buffer.alloc(8);
  b.writeBigInt64BE(value);
  return b;
};

describe("log walker", () => {
  const real = Buffer.concat([REAL_START, ...Object.values(REAL_COMMANDS), REAL_COMMIT]);

  it.each([1, 2, 3, 7, 20, 1000])("reads a real transaction in pieces of %i bytes", (size) => {
    const { found, walker, error } = walk(real, size, 16);
    expect(error).toBeUndefined();
    expect(found).toEqual([
      {
        id: 355,
        from: 16,
        to: 16 + real.length,
        startedAt: 0x1a207e2faa1,
        committedAt: 0x1a207e2fb47,
        checksum: REAL_CHECKSUM,
        commands: 5,
        unordered: false,
      },
    ]);
    expect(walker.atBoundary).toBe(true);
    expect(walker.entryVersion).toBe(251);
  });

  it("is at no boundary at any offset inside a transaction, and keeps the good end before it", () => {
    const before = transaction(9);
    const bytes = Buffer.concat([before, real]);
    for (let size = before.length + 1; size < bytes.length; size++) {
      const { walker, found, error } = walk(bytes.subarray(0, size), 11);
      expect(error).toBeUndefined();
      expect(found.map((tx) => tx.id)).toEqual([9]);
      expect(walker.atBoundary).toBe(false);
      expect(walker.goodEnd).toBe(16 + before.length);
    }
  });

  it("computes the checksum of any additional header, an empty one included", () => {
    const hash = (b: Buffer): number =>
      [...b].reduce((h, byte) => (Math.imul(31, h) + ((byte << 24) >> 24)) | 0, 1);
    for (const additionalHeader of [
      Buffer.alloc(0),
      Buffer.from([255]),
      Buffer.alloc(8, 0x80),
      Buffer.from(Array.from({ length: 2048 }, (_, i) => i & 255)),
    ])
      for (const size of [1, 9, 5000]) {
        const { found, error } = walk(transaction(5, { additionalHeader }), size);
        expect(error).toBeUndefined();
        expect(found[0]?.checksum).toBe((-38n << 32n) | BigInt(hash(additionalHeader) >>> 0));
      }
  });

  it("finds check points between transactions", () => {
    const bytes = Buffer.concat([transactions(2, 3), REAL_CHECK_POINT, transaction(4)]);
    const { checkPoints, found } = walk(bytes, 5);
    expect(found.map((tx) => tx.id)).toEqual([2, 3, 4]);
    expect(checkPoints).toMatchObject([{ logVersion: 12, offset: 16 }]);
    expect(encodeCheckPoint(251, 12, 16)).toEqual(REAL_CHECK_POINT);
  });

  it.each<[string, Buffer, RegExp]>([
    ["zeros", Buffer.alloc(40), /zero bytes instead of an entry/],
    ["an unknown entry version", Buffer.from([0x77, 1]), /unknown entry version 119/],
    ["a commit outside", REAL_COMMIT, /entry type 5 outside/],
    ["a command outside", REAL_COMMANDS.node, /entry type 3 outside/],
    ["a start inside", Buffer.concat([REAL_START, REAL_START]), /entry type 1 inside/],
    ["a check point inside", Buffer.concat([REAL_START, REAL_CHECK_POINT]), /entry type 7 inside/],
    [
      "a command type of 0",
      Buffer.concat([REAL_START, Buffer.from([0xfb, 3, 0])]),
      /command type 0/,
    ],
    ["a command type of 18", Buffer.concat([REAL_START, Buffer.from([0xfb, 3, 18])]), /type 18/],
    ["a commit of transaction 1", transaction(1), /a commit of transaction 1/],
    ["a commit of transaction -5", transaction(-5), /a commit of transaction -5/],
    ["a commit beyond 2^53", transaction(2n ** 53n), /below 2\^53/],
    ["a commit time beyond 2^53", transaction(5, { committedAt: 2n ** 53n }), /below 2\^53/],
    ["a check point beyond 2^53", checkPoint(2n ** 53n, 16), /below 2\^53/],
    ["a check point before the file", checkPoint(3, -1), /a check point at \(3, -1\)/],
  ])("refuses %s, and the good end stays before it", (_, bytes, message) => {
    const good = transactions(2, 4);
    for (const size of [1, 6, 1000]) {
      const { walker, error } = walk(Buffer.concat([good, bytes]), size);
      expect(error).toBeInstanceOf(BadEntry);
      expect((error as BadEntry).detail).toMatch(message);
      expect(walker.goodEnd).toBe(16 + good.length);
      expect((error as BadEntry).at).toBeGreaterThanOrEqual(16 + good.length);
    }
  });

  const command = (type: number, ...body: Buffer[]): Buffer =>
    Buffer.concat([REAL_START, Buffer.from([0xfb, 3, type]), ...body]);
  const u32 = (value: number): Buffer => {
    const b = Buffer.alloc(4);
    b.writeUInt32BE(value);
    return b;
  };
  it.each<[string, Buffer]>([
    ["an additional header of 2049 bytes", Buffer.concat([REAL_START.subarray(0, 26), u32(2049)])],
    ["a negative additional header", Buffer.concat([REAL_START.subarray(0, 26), u32(0xffffffff)])],
    ["a negative count of dynamic records", command(7, u32(0xffffffff))],
    [
      "a dynamic record of 16 MiB",
      command(7, u32(1), Buffer.alloc(12), Buffer.from([1]), u32(0x1000000), i64(-1n)),
    ],
    [
      "a negative dynamic record",
      command(7, u32(1), Buffer.alloc(12), Buffer.from([1]), u32(0x80000000), i64(-1n)),
    ],
    ["five property blocks", command(2, Buffer.alloc(33), Buffer.from([5]))],
    ["minus one property blocks", command(2, Buffer.alloc(33), Buffer.from([255]))],
    ["a property block of 9 bytes", command(2, Buffer.alloc(33), Buffer.from([1, 9]))],
    ["a property block of 0 bytes", command(2, Buffer.alloc(33), Buffer.from([1, 0]))],
    ["a legacy index value of type 7", command(11, Buffer.from([7 << 2, 0, 0, 0, 0, 0]))],
    ["a node with flags 2", command(1, Buffer.alloc(8), Buffer.from([2]))],
    ["a relationship with flags 4", command(3, Buffer.alloc(8), Buffer.from([4]))],
  ])("refuses %s", (_, bytes) => {
    for (const size of [1, 1000]) expect(walk(bytes, size).error).toBeInstanceOf(BadEntry);
  });

  it("walks a run of the largest counts without keeping anything", () => {
    const walker = new LogWalker({}, 16);
    walker.push(command(7, u32(0x7fffffff)));
    const free = Buffer.alloc(13 * 1000);
    for (let i = 0; i < 200; i++) walker.push(free);
    expect(walker.atBoundary).toBe(false);
  });

  it("lets through what a handler throws", () => {
    const refusal = new BackupError("unexpected-answer", { detail: "not this one" });
    const walker = new LogWalker(
      {
        onTransaction: () => {
          throw refusal;
        },
      },
      16,
    );
    expect(() => walker.push(transaction(2))).toThrow(refusal);
  });
});
