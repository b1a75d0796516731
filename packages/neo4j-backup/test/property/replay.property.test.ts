/** Replay of damaged transactions: it says so or does not notice, but never goes wild. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BackupError } from "../../src/catalogue/errors.ts";
import { type PlacedEntry, readEntries } from "../../src/log/entries.ts";
import { CountsDeltas } from "../../src/replay/counts-deltas.ts";
import { MAX_ID_GAP } from "../../src/replay/page-cache.ts";
import { Replayer } from "../../src/replay/replayer.ts";
import { MemoryStores } from "../../src/replay/testing.ts";
import { RECORD_FORMATS } from "../../src/store/record-formats.ts";
import { STORES, type StoreName } from "../../src/store/records.ts";
import { golden, payloadOf } from "../golden/goldens.ts";
import { walkAnswer } from "../golden/walk-answer.ts";

const DYNAMIC_RECORD_BYTES = 128;
const { s2c } = golden("incremental-every-command");
const message = payloadOf(s2c);
const walked = walkAnswer(message, "incremental");
const transactions = message.subarray(walked.transactionsAt);

async function replayOf(log: Buffer): Promise<{ replayer: Replayer; stores: MemoryStores }> {
  const stores = new MemoryStores(DYNAMIC_RECORD_BYTES);
  const counts = new CountsDeltas({ txId: 1, minorVersion: 0, format: 1, rows: [] });
  const replayer = new Replayer(
    stores.of,
    RECORD_FORMATS.standard,
    counts,
    Number.MAX_SAFE_INTEGER,
  );
  async function* source() {
    yield Buffer.alloc(16);
    yield log;
  }
  await readEntries(source(), (entry: PlacedEntry) => replayer.apply(entry));
  counts.asOfTx(1);
  return { replayer, stores };
}

describe("replaying the golden of every command", () => {
  test("applies every transaction", async () => {
    const { replayer } = await replayOf(transactions);
    expect(replayer.firstTx).toBe(walked.transactions[0]?.id);
    expect(replayer.lastTx).toBe(walked.transactions.at(-1)?.id);
    expect(replayer.commands).toBe(walked.transactions.reduce((sum, tx) => sum + tx.commands, 0));
    expect(replayer.lastConstraintTx).toBeGreaterThan(0);
    expect(replayer.firstGraphProperty).toBeGreaterThanOrEqual(0);
  });

  test("twice leaves the same as once", async () => {
    const { stores } = await replayOf(transactions);
    const again = new Replayer(
      stores.of,
      RECORD_FORMATS.standard,
      undefined,
      Number.MAX_SAFE_INTEGER,
    );
    const before = Object.keys(STORES).map((name) => stores.content(name as StoreName));
    async function* source() {
      yield Buffer.alloc(16);
      yield transactions;
    }
    await readEntries(source(), (entry) => again.apply(entry));
    expect(Object.keys(STORES).map((name) => stores.content(name as StoreName))).toEqual(before);
  });

  test("with flipped bits ends well, or with bad-log, and files stay within limits", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(transactions.length - 1), fc.nat(7)), {
          minLength: 1,
          maxLength: 3,
        }),
        async (flips) => {
          const log = Buffer.from(transactions);
          for (const [at, bit] of flips) log[at] = (log[at] as number) ^ (1 << bit);
          try {
            const { stores } = await replayOf(log);
            for (const name of Object.keys(STORES) as StoreName[]) {
              const { bytes, recordBytes } = stores.of(name);
              expect(bytes / recordBytes).toBeLessThan(4 * MAX_ID_GAP);
            }
          } catch (error) {
            if (!(error instanceof BackupError)) throw error;
            expect(error.code).toBe("bad-log");
          }
        },
      ),
      { numRuns: 120 },
    );
  }, 60_000);
});
