import { describe, expect, it, vi } from "vitest";
import { commandRow, ENTRY_VERSIONS } from "../../src/log/entry-versions.ts";
import { LogWalker, type WalkedTransaction } from "../../src/log/log-walker.ts";
import { DIALECTS } from "../../src/protocol/dialects.ts";
import { readStoreFiles } from "../../src/protocol/store-files.ts";
import { decodeNeostore } from "../../src/store/neostore.ts";
import { identityOf, sameStore, storeIdLayout } from "../../src/store/store-id.ts";
import { frameHead } from "../../src/wire/frame.ts";
import { MessageReader } from "../../src/wire/message.ts";
import { Random } from "../hostile/random.ts";
import { pieces } from "./entries.ts";
import { connectionTo } from "./fake-connection.ts";
import { framesOf, golden, goldenNames, payloadOf } from "./goldens.ts";
import { walkAnswer } from "./walk-answer.ts";
import { decodeTransactions } from "./walk-commands.ts";

// The machine may be busy with much else.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const FULLS = ["full-idle", "full-under-load"] as const;
const INCREMENTALS = [
  "incremental-every-command",
  "incremental-overlap",
  "incremental-nothing-new",
  "probe",
] as const;
const kindOf = (name: string) => (name.startsWith("full") ? "full" : "incremental");

/** What the engine's stream readers find in a full answer. */
async function readFull(stream: Buffer, pieceBytes: () => number) {
  const reader = new MessageReader(connectionTo(stream, pieceBytes), 1, {
    firstByteMillis: 1000,
    silenceMillis: 1000,
  });
  const files: { path: string; bytes: Buffer }[] = [];
  await readStoreFiles(reader, DIALECTS[1], {
    open: async (path) => {
      const chunks: Buffer[] = [];
      const keep = () => void files.push({ path, bytes: Buffer.concat(chunks) });
      return {
        write: (chunk, from, to) => void chunks.push(Buffer.from(chunk.subarray(from, to))),
        close: async () => keep(),
        abandon: async () => undefined,
      };
    },
  });
  const storeId = Buffer.from(await reader.take(40, "the store id"));
  const type = await reader.takeU8("the response type");
  const transactions: WalkedTransaction[] = [];
  const walker = new LogWalker({ onTransaction: (tx) => transactions.push(tx) }, 16);
  do {
    walker.push(reader.chunk, reader.at, reader.end);
    reader.at = reader.end;
  } while (await reader.fill());
  return { files, storeId, type, transactions, atBoundary: walker.atBoundary };
}

describe("golden answers", () => {
  it("are all there, whole, and as long as their recipe says", () => {
    expect(goldenNames()).toEqual(
      [
        ...FULLS,
        ...INCREMENTALS,
        "failure-application-version",
        "failure-internal-version",
        "failure-pruned",
        "failure-short-request",
        "failure-unknown-request",
      ].sort(),
    );
    for (const name of goldenNames()) {
      const { s2c, recipe } = golden(name);
      expect(s2c.length).toBe(recipe.bytes);
      const failure = name === "failure-pruned" || name.endsWith("-request");
      expect(frameHead.read(s2c)).toMatchObject({
        internalVersion: 2,
        applicationVersion: 1,
        failure,
      });
    }
  });

  it.each(FULLS)(
    "%s: files, store id and transactions come out the same in pieces of any size",
    async (name) => {
      const { s2c, recipe } = golden(name);
      const message = payloadOf(s2c);
      const expected = walkAnswer(message, "full");
      const random = new Random(2303);
      const cuts: (() => number)[] = [
        () => 1,
        () => 7,
        () => 1 + random.below(9000),
        () => 1 << 20,
      ];
      for (const stream of [s2c, framesOf(message, () => 1 + random.below(3000))])
        for (const cut of cuts) {
          const found = await readFull(stream, cut);
          expect(found.files.map((f) => f.path)).toEqual(expected.files.map((f) => f.path));
          for (const [i, file] of expected.files.entries())
            expect(found.files[i]?.bytes.equals(file.bytes)).toBe(true);
          expect(found).toMatchObject({ storeId: expected.storeId, type: 1, atBoundary: true });
          expect(found.transactions).toEqual(expected.transactions);
        }
      const neostore = decodeNeostore(
        expected.files.find((f) => f.path === "neostore")?.bytes ?? Buffer.alloc(0),
      );
      const id = storeIdLayout.read(expected.storeId);
      expect(sameStore(neostore.identity, identityOf(id))).toBe(true);
      const first = expected.transactions[0]?.id;
      if (name === "full-idle") {
        expect(first).toBeUndefined();
        expect(neostore.lastTx).toBe(recipe.lastTx);
      } else {
        expect(first).toBe(recipe.firstTx);
        expect(first).toBeLessThanOrEqual(neostore.lastTx + 1);
        expect(expected.transactions.at(-1)?.id).toBeGreaterThanOrEqual(neostore.lastTx);
        expect(expected.transactions.at(-1)?.id).toBe(recipe.lastTx);
      }
    },
  );

  it.each(INCREMENTALS)("%s: ids, times and offsets are the same in pieces of any size", (name) => {
    const { s2c, recipe } = golden(name);
    const { storeId, responseType, transactions, transactionsAt } = walkAnswer(
      payloadOf(s2c),
      "incremental",
    );
    expect(identityOf(storeIdLayout.read(storeId)).storeVersion).toBe("v0.A.6");
    expect(responseType).toBe(1);
    const stream = payloadOf(s2c).subarray(transactionsAt);
    const plain = decodeTransactions(stream);
    expect(
      transactions.map(({ id, from, to, startedAt, committedAt, commands }) => ({
        id,
        from,
        to,
        startedAt,
        committedAt,
        commands,
      })),
    ).toEqual(plain.map(({ types, ...tx }) => ({ ...tx, commands: types.length })));
    const random = new Random(17);
    for (const cut of [() => 1, () => 7, () => 1 + random.below(400)]) {
      const found: WalkedTransaction[] = [];
      const walker = new LogWalker({ onTransaction: (tx) => found.push(tx) }, 16);
      for (const piece of pieces(stream, cut)) walker.push(piece);
      expect(found).toEqual(transactions);
      expect(walker.atBoundary).toBe(true);
    }
    if (transactions.length > 0) expect(transactions.at(-1)?.id).toBe(recipe.lastTx);
  });

  it("hold commands of every type", () => {
    const counts = new Map<number, number>();
    for (const name of [...FULLS, ...INCREMENTALS]) {
      const message = payloadOf(golden(name).s2c);
      const { transactionsAt } = walkAnswer(message, kindOf(name));
      for (const { types } of decodeTransactions(message.subarray(transactionsAt)))
        for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    const row = ENTRY_VERSIONS[251];
    const table = Array.from({ length: 17 }, (_, i) => ({
      type: i + 1,
      name: row && commandRow(row, i + 1)?.name,
      seen: counts.get(i + 1) ?? 0,
    }));
    console.table(table);
    for (const { type, name, seen } of table)
      expect(seen, `type ${type}, ${name}`).toBeGreaterThan(0);
    expect([...counts.keys()].every((type) => type >= 1 && type <= 17)).toBe(true);
  });

  it("have transactions without gaps, each marked when its map's order may differ", () => {
    const { transactions } = walkAnswer(
      payloadOf(golden("incremental-every-command").s2c),
      "incremental",
    );
    const ids = transactions.map((tx) => tx.id);
    expect(ids).toEqual(Array.from({ length: ids.length }, (_, i) => (ids[0] ?? 0) + i));
    const plain = decodeTransactions(
      payloadOf(golden("incremental-every-command").s2c).subarray(41),
    );
    for (const [i, tx] of transactions.entries())
      expect(tx.unordered).toBe(plain[i]?.types.some((type) => type === 10 || type === 15));
  });
});
