import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Operation, TransactionFilter } from "../catalogue/history.ts";
import type { Command, NodeCommand, RelationshipCommand } from "../log/commands.ts";
import type { PlacedEntry } from "../log/entries.ts";
import { encodeBlock } from "../store/property-values.ts";
import { INDEX_FORMAT, type IndexMeta } from "./index-format.ts";
import { IndexReader } from "./index-reader.ts";
import { type IndexFile, IndexWriter } from "./index-writer.ts";

const VERSION = 251;
const label = (id: number): number => 2 ** 36 + id;
const free = { node: { flags: 0 }, dynamicLabels: [] };
const used = (labels: number) => ({
  node: { flags: 1, dense: 0, nextRel: -1, nextProp: -1, labels },
  dynamicLabels: [],
});
const node = (id: number, before: number | undefined, after: number | undefined): Command => ({
  type: 1,
  value: {
    key: { id },
    before: before === undefined ? free : used(before),
    after: after === undefined ? free : used(after),
  } satisfies NodeCommand,
});
const relationship = (id: number, flags: number, type: number, first = 0, second = 0): Command => ({
  type: 3,
  value: { id, flags, type, first, second } satisfies RelationshipCommand,
});
const state = (owner: number, values: [key: number, value: number][]) => ({
  record: { flags: values.length > 0 ? 1 : 0, next: -1, previous: -1, owner },
  blocks: values.map(([key, value]) => ({
    data: encodeBlock({ key, value: { type: "int", value } }),
    values: [],
  })),
  deleted: [],
});
const property = (
  owner: number,
  before: [number, number][],
  after: [number, number][],
  id = owner,
): Command => ({
  type: 2,
  value: { key: { id }, before: state(owner, before), after: state(owner, after) },
});

interface Tx {
  committedAt: number;
  commands: Command[];
}

function indexOf(txs: Tx[], firstTx: number): IndexReader {
  const files: Record<IndexFile, Buffer[]> = { rows: [], tokens: [], postings: [] };
  const writer = new IndexWriter((file, bytes) => files[file].push(Buffer.from(bytes)));
  let at = 16;
  const put = (entry: Omit<PlacedEntry, "from" | "to" | "version">): void => {
    writer.add({ version: VERSION, from: at, to: at + 10, ...entry } as PlacedEntry);
    at += 10;
  };
  for (const [i, { committedAt, commands }] of txs.entries()) {
    const start = { masterId: -1, authorId: -1, startedAt: committedAt - 1, lastTxWhenStarted: 1 };
    put({ kind: "start", value: { start, additionalHeader: Buffer.alloc(8) } } as never);
    for (const command of commands) put({ kind: "command", command } as never);
    put({ kind: "commit", value: { txId: firstTx + i, committedAt } } as never);
  }
  const meta: IndexMeta = {
    format: INDEX_FORMAT,
    log: "log",
    logBytes: at,
    logSha256: "",
    ...writer.finish(),
  };
  const whole = {
    rows: Buffer.concat(files.rows),
    tokens: Buffer.concat(files.tokens),
    postings: Buffer.concat(files.postings),
  };
  return new IndexReader(meta, async (file, from, bytes) =>
    whole[file].subarray(from, from + bytes),
  );
}

const only = async (...commands: Command[]) => {
  const [found] = await indexOf([{ committedAt: 5, commands }], 9).newest({}, 10, 1);
  if (!found) throw new Error("no transaction");
  return found;
};

describe("what a transaction changed", () => {
  test("a new node with its properties is one creation", async () => {
    const found = await only(
      node(7, undefined, label(3)),
      property(
        7,
        [],
        [
          [1, 5],
          [2, 6],
        ],
      ),
    );
    expect(found.nodes).toEqual({ created: 1, changed: 0, deleted: 0 });
    expect(found.properties).toEqual({ created: 2, changed: 0, deleted: 0 });
    expect(found.byToken).toEqual([{ kind: "label", id: 3, created: 1, deleted: 0 }]);
    expect(found).toMatchObject({ tx: 9, committedAt: 5, startedAt: 4, commands: 2, bytes: 40 });
  });

  test("a deleted node takes its properties along", async () => {
    const found = await only(property(7, [[1, 5]], []), node(7, label(3), undefined));
    expect(found.nodes).toEqual({ created: 0, changed: 0, deleted: 1 });
    expect(found.properties).toEqual({ created: 0, changed: 0, deleted: 1 });
  });

  test("a node that only got a relationship is not changed", async () => {
    const found = await only(node(7, label(3), label(3)), relationship(1, 3, 2, 7, 8));
    expect(found.nodes.changed).toBe(0);
    expect(found.relationships.created).toBe(1);
    expect(found.byToken).toEqual([{ kind: "type", id: 2, created: 1, deleted: 0 }]);
  });

  test("labels that came and went are counted apart", async () => {
    const found = await only(node(7, label(3), label(4)));
    expect(found.labels).toEqual({ added: 1, removed: 1 });
    expect(found.nodes.changed).toBe(1);
  });

  test("a property that moves to another record is changed, whichever half comes first", async () => {
    const away = property(7, [[1, 5]], [], 100);
    const here = property(7, [], [[1, 6]], 101);
    for (const order of [
      [away, here],
      [here, away],
    ])
      expect((await only(...order)).properties).toEqual({ created: 0, changed: 1, deleted: 0 });
  });

  test("a chain pointer of a relationship is no change, its deletion is", async () => {
    expect((await only(relationship(1, 1, 2))).relationships).toEqual({
      created: 0,
      changed: 0,
      deleted: 0,
    });
    expect((await only(relationship(1, 0, 2))).relationships.deleted).toBe(1);
  });
});

describe("questions", () => {
  const command = fc.oneof(
    fc.tuple(fc.nat(20), fc.nat(3)).map(([id, l]) => node(id, undefined, label(l))),
    fc.tuple(fc.nat(20), fc.nat(3)).map(([id, l]) => node(id, label(l), undefined)),
    fc.tuple(fc.nat(20), fc.nat(3)).map(([id, t]) => relationship(id, 3, t, id, id + 1)),
    fc.tuple(fc.nat(20), fc.nat(5)).map(([id, k]) => property(id, [[k, 1]], [[k, 2]])),
  );
  const transactions = fc.array(
    fc.record({ committedAt: fc.nat(1000), commands: fc.array(command, { maxLength: 4 }) }),
    { maxLength: 60 },
  );
  const touches = (tx: Tx, id: number): boolean =>
    tx.commands.some(
      (c) =>
        (c.type === 1 && c.value.key.id === id) ||
        (c.type === 2 && c.value.after.record.owner === id) ||
        (c.type === 3 && (c.value.first === id || c.value.second === id)),
    );

  test("are answered as a reading of every transaction answers them", async () => {
    await fc.assert(
      fc.asyncProperty(
        transactions,
        fc.record(
          {
            node: fc.nat(20),
            from: fc.nat(1000),
            to: fc.nat(1000),
            operations: fc.subarray<Operation>(["node-created", "relationship-created"]),
          },
          { requiredKeys: [] },
        ),
        fc.integer({ min: 1, max: 10 }),
        async (txs, filter, limit) => {
          const firstTx = 100;
          const index = indexOf(txs, firstTx);
          const expected = txs
            .map((tx, i) => ({ tx, id: firstTx + i }))
            .filter(
              ({ tx }) =>
                (filter.node === undefined || touches(tx, filter.node)) &&
                (filter.from === undefined || tx.committedAt >= filter.from) &&
                (filter.to === undefined || tx.committedAt <= filter.to) &&
                (!filter.operations?.length ||
                  tx.commands.some(
                    (c) =>
                      (filter.operations?.includes("node-created") &&
                        c.type === 1 &&
                        (c.value.after.node.flags & 1) === 1) ||
                      (filter.operations?.includes("relationship-created") && c.type === 3),
                  )),
            )
            .map(({ id }) => id)
            .reverse();
          const found: number[] = [];
          for (let before = firstTx + txs.length; ; before = found.at(-1) as number) {
            const page = await index.newest(filter as TransactionFilter, before, limit);
            found.push(...page.map(({ tx }) => tx));
            if (page.length < limit) break;
          }
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("sums above a transaction leave it and all before it out", async () => {
    const txs = Array.from({ length: 2000 }, (_, i) => ({
      committedAt: i * 1000,
      commands: [node(i, undefined, label(1))],
    }));
    const index = indexOf(txs, 50);
    expect((await index.sumAbove(49)).nodes.created).toBe(2000);
    expect((await index.sumAbove(1049)).nodes.created).toBe(1000);
    expect((await index.sumAbove(2049)).transactions).toBe(0);
    expect(index.meta.minutes.reduce((sum, [, n]) => sum + n, 0)).toBe(2000);
    expect(index.meta.minutes.length).toBe(Math.ceil(2000 / 60));
  });

  test("an entity with the largest id there can be is found among many", async () => {
    const last = 2 ** 35 - 1;
    const txs = Array.from({ length: 300 }, (_, i) => ({
      committedAt: 0,
      commands: [node(i === 123 ? last : i, undefined, label(1))],
    }));
    const found = await indexOf(txs, 1).newest({ node: last }, 1000, 10);
    expect(found.map(({ tx }) => tx)).toEqual([124]);
  });
});
