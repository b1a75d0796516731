import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { checkPoint, pieces, transaction, transactions } from "../../test/golden/entries.ts";
import { BackupError } from "../catalogue/errors.ts";
import type { FileWriter } from "./file-writer.ts";
import { Tracker } from "./tracker.ts";
import { type Overlap, TxWriter } from "./tx-writer.ts";

function writer(
  options: { expectedFirst?: number; compares?: boolean; refuse?: BackupError } = {},
) {
  const written: Buffer[] = [];
  const overlaps: Overlap[] = [];
  let opened = 0;
  let abandoned = 0;
  const tracker = new Tracker("incremental", {});
  const txs = new TxWriter({
    tracker,
    expectedFirst: options.expectedFirst,
    onOverlap: options.compares
      ? async (overlap) => {
          overlaps.push(overlap);
          if (options.refuse) throw options.refuse;
        }
      : undefined,
    open: async () => {
      opened++;
      return {
        write: (chunk: Buffer, from: number, to: number) =>
          void written.push(Buffer.from(chunk.subarray(from, to))),
        abandon: async () => void abandoned++,
      } as unknown as FileWriter;
    },
  });
  const feed = async (bytes: Buffer, size: number): Promise<string> => {
    try {
      for (const piece of pieces(bytes, () => size)) await txs.write(piece, 0, piece.length);
      txs.finish();
      return "";
    } catch (error) {
      await txs.abandon();
      if (!(error instanceof BackupError)) throw error;
      return error.code;
    }
  };
  const result = () => ({ bytes: Buffer.concat(written), overlaps, opened, abandoned, tracker });
  return { txs, feed, result };
}
const SIZES = [1, 7, 60, 100_000];

describe("transactions as they arrive", () => {
  it.each(SIZES)("are written as they came, in pieces of %i bytes", async (size) => {
    const { txs, feed, result } = writer({ expectedFirst: 8 });
    const stream = transactions(8, 12);
    expect(await feed(stream, size)).toBe("");
    expect(result().bytes).toEqual(stream);
    expect([txs.firstTx?.id, txs.lastTx?.id, txs.transactions, txs.bytes]).toEqual([
      8,
      12,
      5,
      stream.length,
    ]);
    expect(result().tracker.progress).toMatchObject({
      transactions: 5,
      lastTx: 12,
      bytes: stream.length,
    });
    expect(txs.entryVersion).toBe(251);
  });

  it.each(SIZES)("the first is compared and not written, in pieces of %i bytes", async (size) => {
    const { txs, feed, result } = writer({ expectedFirst: 7, compares: true });
    const ours = transaction(7);
    expect(await feed(Buffer.concat([ours, transactions(8, 9)]), size)).toBe("");
    const { bytes, overlaps, opened } = result();
    expect(bytes).toEqual(transactions(8, 9));
    expect(overlaps).toHaveLength(1);
    expect(overlaps[0]).toMatchObject({
      bytes: ours.length,
      sha256: createHash("sha256").update(ours).digest("hex"),
    });
    expect(overlaps[0]?.tx.id).toBe(7);
    expect([txs.compared, opened, txs.firstTx?.id, txs.transactions]).toEqual([true, 1, 8, 2]);
  });

  it("no file is opened when only the known transaction comes", async () => {
    const { txs, feed, result } = writer({ expectedFirst: 7, compares: true });
    expect(await feed(transaction(7), 9)).toBe("");
    expect([txs.compared, result().opened, txs.lastTx]).toEqual([true, 0, undefined]);
  });

  it("an empty answer compares nothing, which the caller can see", async () => {
    const { txs, feed } = writer({ expectedFirst: 7, compares: true });
    expect(await feed(Buffer.alloc(0), 9)).toBe("");
    expect(txs.compared).toBe(false);
  });

  it("nothing is written when the known transaction differs", async () => {
    const refuse = new BackupError("diverged", { detail: "other content" });
    const { feed, result } = writer({ expectedFirst: 7, compares: true, refuse });
    expect(await feed(transactions(7, 20), 100_000)).toBe("diverged");
    expect(result().opened).toBe(0);
  });

  it.each<[string, Buffer, string]>([
    ["another first id", transactions(9, 10), "unexpected-answer"],
    ["an earlier first id", transactions(7, 8), "unexpected-answer"],
    ["a gap", Buffer.concat([transaction(8), transaction(10)]), "unexpected-answer"],
    ["an id twice", Buffer.concat([transaction(8), transaction(8)]), "unexpected-answer"],
    [
      "an id that goes back",
      Buffer.concat([transactions(8, 9), transaction(3)]),
      "unexpected-answer",
    ],
    ["a check point", Buffer.concat([transaction(8), checkPoint(1, 16)]), "bad-frame"],
    ["zeros", Buffer.concat([transaction(8), Buffer.alloc(30)]), "bad-frame"],
    ["an end inside a transaction", transactions(8, 9).subarray(0, -1), "bad-frame"],
    [
      "an end inside an entry's head",
      Buffer.concat([transaction(8), Buffer.from([0xfb])]),
      "bad-frame",
    ],
  ])("%s is refused, and the open file let go of", async (_, stream, code) => {
    for (const size of SIZES) {
      const { feed, result } = writer({ expectedFirst: 8 });
      expect(await feed(stream, size)).toBe(code);
      expect(result().abandoned).toBe(result().opened);
    }
  });

  it("a full backup's stream may begin anywhere, but has no gaps", async () => {
    expect(await writer().feed(transactions(500, 502), 50)).toBe("");
    expect(await writer().feed(Buffer.concat([transaction(500), transaction(502)]), 50)).toBe(
      "unexpected-answer",
    );
  });
});
