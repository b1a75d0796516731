import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeEntry, type LogEntry } from "../log/entries.ts";
import { encodeLogHeader } from "../log/log-header.ts";
import { IndexedLog } from "./indexed-log.ts";
import { Scratch } from "./testing/served-sample.ts";

const VERSION = 251;
const tx = (txId: number, padding = 0): Buffer => {
  const start = { masterId: -1, authorId: -1, startedAt: 1, lastTxWhenStarted: txId - 1 };
  const entries: LogEntry[] = [
    {
      version: VERSION,
      kind: "start",
      value: { start, additionalHeader: Buffer.alloc(8 + padding) },
    },
    { version: VERSION, kind: "commit", value: { txId, committedAt: 1 } },
  ];
  return Buffer.concat(entries.map(encodeEntry));
};
const checkPoint = (logVersion: number, offset: number): Buffer =>
  encodeEntry({ version: VERSION, kind: "check point", value: { logVersion, offset } });

let scratch: Scratch;
beforeAll(async () => {
  scratch = await Scratch.make();
});
afterAll(() => scratch.end());

async function indexed(...pieces: Buffer[]): Promise<{ log: IndexedLog; bytes: Buffer }> {
  const bytes = Buffer.concat([encodeLogHeader({ version: 4, lastTx: 9 }), ...pieces]);
  await writeFile(join(scratch.root, "neostore.transaction.db.4"), bytes);
  const log = new IndexedLog(scratch.root, 4);
  await log.refresh();
  return { log, bytes };
}
async function gathered(log: IndexedLog, from: number, to: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of log.bytes(from, to)) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe("a log that is indexed", () => {
  it("finds every transaction of a log of many marks", async () => {
    const ids = Array.from({ length: 400 }, (_, i) => 10 + i);
    const pieces = ids.map((id) => tx(id, 2000));
    const { log, bytes } = await indexed(...pieces);
    let from = 16;
    for (const [i, id] of ids.entries()) {
      const piece = pieces[i] as Buffer;
      if (i % 37 === 0 || i === 399)
        expect(await log.locate(id)).toMatchObject({ from, to: from + piece.length });
      from += piece.length;
    }
    expect(log.goodEnd).toBe(bytes.length);
    expect(await log.firstFrom(16 + 5)).toBe(11);
    expect(await log.firstFrom(bytes.length)).toBeUndefined();
  });

  it("gives bytes without the check points between and around them", async () => {
    const [a, b, c] = [tx(10), tx(11), tx(12)];
    const point = checkPoint(4, 16);
    const { log, bytes } = await indexed(point, a, point, b, point, point, c, point);
    expect(await gathered(log, 16, bytes.length)).toEqual(Buffer.concat([a, b, c]));
    const { from, to } = await log.locate(11);
    expect(await gathered(log, from, to)).toEqual(b);
    expect(log.txBeforeCheckPoint).toBe(12);
  });

  it("stops before zeros and before garbage", async () => {
    for (const tail of [Buffer.alloc(50), Buffer.from("garbage behind the end")]) {
      const { log, bytes } = await indexed(tx(10), tail);
      expect(log.last?.id).toBe(10);
      expect(log.goodEnd).toBe(bytes.length - tail.length);
    }
  });

  it("refuses a gap, and another file's header", async () => {
    await expect(indexed(tx(10), tx(12))).rejects.toMatchObject({ code: "damaged-backup" });
    await writeFile(
      join(scratch.root, "neostore.transaction.db.5"),
      Buffer.concat([encodeLogHeader({ version: 6, lastTx: 9 }), tx(10)]),
    );
    await expect(new IndexedLog(scratch.root, 5).refresh()).rejects.toMatchObject({
      code: "bad-log",
    });
  });
});
