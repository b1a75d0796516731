import fc from "fast-check";
import { expect, test } from "vitest";
import type { LogFileDto, SetDto } from "../backup-sets/index.ts";
import { mergeLogFiles, toStripSet } from "./strip.ts";

const logFile = (version: number, transactions: number): LogFileDto => ({
  name: `neostore.transaction.db.${version}`,
  version,
  bytes: transactions * 100,
  firstTx: null,
  lastTx: null,
  firstCommitAt: transactions > 0 ? new Date(version * 1000) : null,
  lastCommitAt: transactions > 0 ? new Date(version * 1000 + 500) : null,
  transactions,
  runId: null,
  sha256: "",
});

test("merging loses no transaction, no byte and no file, and keeps within the limit", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(50), { maxLength: 700 }),
      fc.integer({ min: 1, max: 200 }),
      (counts, most) => {
        const files = counts.map((count, at) => logFile(at, count));
        const merged = mergeLogFiles(files, most);
        const sum = (list: { transactions: number }[]) =>
          list.reduce((all, one) => all + one.transactions, 0);
        expect(merged.length).toBeLessThanOrEqual(most);
        expect(sum(merged)).toBe(sum(files));
        expect(merged.reduce((all, one) => all + one.merged, 0)).toBe(files.length);
        const firsts = merged.flatMap((one) =>
          one.firstCommitAt ? [one.firstCommitAt.getTime()] : [],
        );
        expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
      },
    ),
  );
});

test("few log files stay as they are", () => {
  expect(mergeLogFiles([logFile(1, 3), logFile(2, 4)]).map((file) => file.merged)).toEqual([1, 1]);
});

test.each<[Partial<SetDto>, string]>([
  [{ state: "good", verifyOk: true, check: null }, "good"],
  [{ state: "good", verifyOk: null, check: null }, "good"],
  [{ state: "good", verifyOk: false, check: null }, "damaged"],
  [{ state: "good", verifyOk: true, check: { ok: false } as SetDto["check"] }, "damaged"],
  [{ state: "failed", verifyOk: null, check: null }, "failed"],
])("%j is drawn as %s", (set, state) => {
  expect(toStripSet({ logFiles: [], ...set } as unknown as SetDto).state).toBe(state);
});
