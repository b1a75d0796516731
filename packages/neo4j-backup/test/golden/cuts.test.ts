import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { BackupError, type BackupOutcome, OnlineBackup } from "../../src/index.ts";
import { LogWalker } from "../../src/log/log-walker.ts";
import { DIALECTS } from "../../src/protocol/dialects.ts";
import { readStoreFiles } from "../../src/protocol/store-files.ts";
import { MessageReader } from "../../src/wire/message.ts";
import { stateOf } from "../hostile/directory-state.ts";
import { Random } from "../hostile/random.ts";
import { ReplayServer } from "../hostile/replay-server.ts";
import { connectionTo } from "./fake-connection.ts";
import { framesOf, golden, payloadOf } from "./goldens.ts";
import { scratchDirectory } from "./scratch.ts";
import { walkAnswer } from "./walk-answer.ts";

// The machine may be busy with much else.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const scratch = scratchDirectory("golden-cuts");
const root = scratch.path;
const probe = golden("probe").s2c;
let server: ReplayServer;
let answer: Buffer = Buffer.alloc(0);
beforeAll(async () => {
  server = await ReplayServer.listen((r) => (r.isProbe ? probe : answer));
});
afterAll(async () => {
  await server.close();
  scratch.remove();
});

const backup = () => OnlineBackup.from("127.0.0.1", server.port).withTimeout(2000);
const failure = async (act: Promise<BackupOutcome>): Promise<BackupError> => {
  const error = await act.then(
    (outcome) => new Error(`a success with transaction ${outcome.lastTx}`),
    (e) => e,
  );
  if (!(error instanceof BackupError)) throw error;
  return error;
};

/** Reads an answer as the engine does, but into nothing. */
async function readOnly(stream: Buffer, kind: "full" | "incremental"): Promise<string> {
  const reader = new MessageReader(connectionTo(stream), 1, {
    firstByteMillis: 1000,
    silenceMillis: 1000,
  });
  const done = async (): Promise<void> => undefined;
  try {
    if (kind === "full")
      await readStoreFiles(reader, DIALECTS[1], {
        open: async () => ({ write: () => undefined, close: done, abandon: done }),
      });
    await reader.take(41, "the store id and the response type");
    const walker = new LogWalker({}, 16);
    do {
      walker.push(reader.chunk, reader.at, reader.end);
      reader.at = reader.end;
    } while (await reader.fill());
    return walker.atBoundary ? "whole" : "inside a transaction";
  } catch (error) {
    return error instanceof BackupError ? error.code : `${error}`;
  }
}

describe("a stream cut short", () => {
  it.each(["incremental-every-command", "incremental-overlap", "probe"])(
    "at every byte of %s ends in closed-early",
    async (name) => {
      const { s2c } = golden(name);
      for (let size = 0; size < s2c.length; size++)
        expect(await readOnly(s2c.subarray(0, size), "incremental")).toBe("closed-early");
      expect(await readOnly(s2c, "incremental")).toBe("whole");
    },
    60_000,
  );

  it.each(["full-idle", "full-under-load"])(
    "all over %s ends in closed-early",
    async (name) => {
      const { s2c } = golden(name);
      for (let size = 0; size < s2c.length; size += size < 200 ? 1 : 97)
        expect(await readOnly(s2c.subarray(0, size), "full")).toBe("closed-early");
      expect(await readOnly(s2c, "full")).toBe("whole");
    },
    60_000,
  );
});

describe("an answer cut short", () => {
  it("is refused around every border of an incremental, and the directory stays as it was", async () => {
    const target = join(root, "incremental");
    answer = golden("full-idle").s2c;
    await backup().full(target);
    const before = stateOf(target);
    const whole = golden("incremental-every-command").s2c;
    const { transactions, transactionsAt } = walkAnswer(payloadOf(whole), "incremental");
    const ends = transactions.flatMap((tx) => [-2, -1, 0, 1, 2].map((by) => tx.to - 16 + by));
    const cuts = [
      ...Array.from({ length: 6 + transactionsAt + 40 }, (_, i) => i),
      ...ends.map((end) => 6 + transactionsAt + end).filter((cut) => cut < whole.length),
    ];
    for (const cut of cuts) {
      answer = whole.subarray(0, cut);
      expect((await failure(backup().incremental(target))).code).toBe("closed-early");
    }
    expect(stateOf(target)).toEqual(before);
  }, 120_000);

  it("is refused where the message ends at every byte of a transaction, but not at its end", async () => {
    const target = join(root, "message");
    answer = golden("full-idle").s2c;
    await backup().full(target);
    const before = stateOf(target);
    const message = payloadOf(golden("incremental-every-command").s2c);
    const { transactions, transactionsAt } = walkAnswer(message, "incremental");
    const [, second] = transactions;
    if (!second) throw new Error("the golden has one transaction only");
    const base = transactionsAt - 16;
    for (let end = base + second.from + 1; end < base + second.to; end++) {
      answer = framesOf(message.subarray(0, end), () => 1 << 20);
      expect((await failure(backup().incremental(target))).code).toBe("bad-frame");
    }
    expect(stateOf(target)).toEqual(before);
    answer = framesOf(message.subarray(0, base + second.to), () => 1 << 20);
    expect((await backup().incremental(target)).lastTx).toBe(second.id);
  }, 120_000);

  it("is refused anywhere in a full, and leaves no target", async () => {
    const whole = golden("full-under-load").s2c;
    const message = payloadOf(whole);
    const { files, storeIdAt, transactionsAt, transactions } = walkAnswer(message, "full");
    const random = new Random(99);
    const some = [files[0], files.at(-2), files.at(-1)].filter((f) => f !== undefined);
    const borders = [
      ...[0, 1, 5, 6, 7],
      ...some.flatMap((f) => [f.at, f.at + 1, f.at + 2, f.flagAt, f.flagAt + 1, f.end - 1, f.end]),
      ...[storeIdAt, storeIdAt + 39, storeIdAt + 40],
      ...transactions.flatMap((tx) =>
        [tx.from + 1, tx.to - 1].map((at) => transactionsAt + at - 16),
      ),
      ...Array.from({ length: 40 }, () => random.below(message.length)),
    ];
    for (const at of borders) {
      answer = whole.subarray(0, Math.min(6 + at, whole.length - 1));
      expect((await failure(backup().full(join(root, "full")))).code).toBe("closed-early");
      // The same, but as a message that says it is whole.
      const ends = [transactionsAt, ...transactions.map((tx) => transactionsAt + tx.to - 16)];
      if (at >= message.length || ends.includes(at)) continue;
      answer = framesOf(message.subarray(0, at), () => 1 << 20);
      expect(["bad-frame", "unexpected-answer"]).toContain(
        (await failure(backup().full(join(root, "full")))).code,
      );
    }
    expect(stateOf(root).some((line) => line.startsWith("full"))).toBe(false);
  }, 120_000);
});
