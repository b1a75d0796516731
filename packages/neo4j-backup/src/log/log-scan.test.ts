import { describe, expect, it } from "vitest";
import {
  checkPoint,
  logHeader,
  pieces,
  transaction,
  transactions,
} from "../../test/golden/entries.ts";
import { checkHeaderVersion, scanLog } from "./log-scan.ts";

async function* source(bytes: Buffer, size: number) {
  yield* pieces(bytes, () => size);
}
const scan = (bytes: Buffer, size = 7) => scanLog(source(bytes, size));
const head = logHeader(3, 9);
const body = transactions(10, 14);

describe("reading a log whole", () => {
  it.each([1, 7, 15, 16, 17, 4096])("finds the same in pieces of %i bytes", async (size) => {
    const bytes = Buffer.concat([
      head,
      transactions(10, 12),
      checkPoint(3, 16),
      transactions(13, 14),
    ]);
    const found = await scan(bytes, size);
    expect(found).toMatchObject({
      header: { version: 3, lastTx: 9 },
      bytes: bytes.length,
      goodEnd: bytes.length,
      tail: "clean",
      transactions: 5,
      txBeforeCheckPoint: 12,
      lastCheckPoint: { logVersion: 3, offset: 16 },
      entryVersion: 251,
    });
    expect([found.firstTx?.id, found.lastTx?.id, found.gap]).toEqual([10, 14, undefined]);
  });

  it("calls every cut inside the last transaction torn, and names its good end", async () => {
    const whole = Buffer.concat([head, body]);
    const last = whole.length - transaction(14).length;
    for (let size = last + 1; size < whole.length; size++)
      expect(await scan(whole.subarray(0, size), 64)).toMatchObject({
        tail: "torn",
        goodEnd: last,
        badAt: last,
        transactions: 4,
      });
    expect(await scan(whole.subarray(0, last))).toMatchObject({ tail: "clean", transactions: 4 });
  });

  it("tells zeros from garbage behind the good end", async () => {
    const end = head.length + body.length;
    for (const size of [1, 5, 4096]) {
      const zeros = await scan(Buffer.concat([head, body, Buffer.alloc(5000)]), size);
      expect(zeros).toMatchObject({ tail: "zeros", goodEnd: end, badAt: end });
      const garbage = await scan(
        Buffer.concat([head, body, Buffer.alloc(50), Buffer.from([1])]),
        size,
      );
      expect(garbage).toMatchObject({ tail: "garbage", goodEnd: end });
      const other = await scan(Buffer.concat([head, body, Buffer.alloc(9, 0xbf)]), size);
      expect(other).toMatchObject({ tail: "garbage", goodEnd: end, badAt: end });
    }
  });

  it("finds the first gap and where it is", async () => {
    const found = await scan(
      Buffer.concat([head, transactions(10, 11), transactions(13, 14), transaction(20)]),
    );
    expect(found.gap).toEqual({ after: 11, found: 13, at: 16 + transactions(10, 11).length });
  });

  it("finds a transaction that came twice", async () => {
    const found = await scan(Buffer.concat([head, transaction(10), transaction(10)]));
    expect(found.gap).toMatchObject({ after: 10, found: 10 });
  });

  it("counts a file without a whole header as new", async () => {
    for (let size = 0; size < 16; size++) {
      const found = await scan(head.subarray(0, size), 3);
      expect(found).toMatchObject({ header: undefined, goodEnd: 0, bytes: size });
      expect(found.tail).toBe(size === 0 ? "clean" : "torn");
    }
    expect(await scan(Buffer.alloc(9))).toMatchObject({ tail: "zeros", goodEnd: 0 });
  });

  it("refuses a header of another version than the file's name", () => {
    expect(() =>
      checkHeaderVersion({ version: 3, lastTx: 1 }, 4, "neostore.transaction.db.4"),
    ).toThrow(/header of neostore\.transaction\.db\.4 says version 3/);
  });
});
