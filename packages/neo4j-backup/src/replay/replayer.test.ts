import { beforeEach, describe, expect, test } from "vitest";
import type { Command, DynamicRecord, NodeState, PropertyState } from "../log/commands.ts";
import type { PlacedEntry } from "../log/entries.ts";
import type { Counts } from "../store/counts-store.ts";
import { RECORD_FORMATS } from "../store/record-formats.ts";
import { dynamicHeader, nodeRecord, propertyRecord, relationshipRecord } from "../store/records.ts";
import { encodeSchemaRule } from "../store/schema-rules.ts";
import { CountsDeltas } from "./counts-deltas.ts";
import { Replayer } from "./replayer.ts";
import { MemoryStores } from "./testing.ts";

const place = { version: 251, from: 0, to: 0 };
const command = (value: Command): PlacedEntry => ({ ...place, kind: "command", command: value });
const commit = (txId: number): PlacedEntry => ({
  ...place,
  kind: "commit",
  value: { txId, committedAt: 1000 + txId },
});
const NO_NODE: NodeState = { node: { flags: 0 }, dynamicLabels: [] };
const node = (nextRel: number, dynamicLabels: DynamicRecord[] = []): NodeState => ({
  node: { flags: 1, dense: 0, nextRel, nextProp: -1, labels: 7 },
  dynamicLabels,
});
const nodeCommand = (id: number, before: NodeState, after: NodeState): PlacedEntry =>
  command({ type: 1, value: { key: { id }, before, after } });
const property = (
  longs: string[],
  values: DynamicRecord[] = [],
  deleted: DynamicRecord[] = [],
): PropertyState => ({
  record: { flags: longs.length > 0 ? 1 : 0, next: -1, previous: -1, owner: 3 },
  blocks: longs.map((hex) => ({ data: Buffer.from(hex, "hex"), values })),
  deleted,
});
const propertyCommand = (id: number, before: PropertyState, after: PropertyState): PlacedEntry =>
  command({ type: 2, value: { key: { id }, before, after } });

const counts: Counts = {
  txId: 10,
  format: 1,
  minorVersion: 0,
  rows: [
    { kind: "node", label: -1, count: 5 },
    { kind: "index statistics", label: 1, key: 2, first: 3, second: 4 },
  ],
};

describe("replay", () => {
  let stores: MemoryStores;
  let deltas: CountsDeltas;
  let replayer: Replayer;
  const run = (...entries: PlacedEntry[]): void => {
    for (const entry of entries) replayer.apply(entry);
  };
  beforeEach(() => {
    stores = new MemoryStores();
    deltas = new CountsDeltas(counts);
    replayer = new Replayer(stores.of, RECORD_FORMATS.standard, deltas, 12);
  });

  test("writes the after-image of a record in use, and of a freed one only that it is free", () => {
    run(nodeCommand(3, NO_NODE, node(9)), commit(11));
    expect(nodeRecord.read(stores.content("nodes"), 3 * 15)).toMatchObject({
      inUse: true,
      nextRel: 9,
      nextProp: -1,
      labels: 7,
    });
    run(nodeCommand(3, node(9), NO_NODE), commit(12));
    expect(nodeRecord.read(stores.content("nodes"), 3 * 15)).toMatchObject({
      inUse: false,
      nextRel: 9,
      labels: 7,
    });
    expect(replayer).toMatchObject({ firstTx: 11, lastTx: 12, transactions: 2, commands: 2 });
  });

  test("frees the record itself, not one of the page that was in hand before", () => {
    const far = 8192 * 3;
    const used = (id: number): DynamicRecord => ({
      id,
      type: 9,
      flags: 3,
      next: -1,
      data: Buffer.from("name"),
    });
    const free = (id: number): DynamicRecord => ({ id, type: 9, flags: 0 });
    run(nodeCommand(1, NO_NODE, node(-1, [used(1), used(far)])), commit(11));
    run(nodeCommand(1, node(-1), node(-1, [used(1), free(far)])), commit(12));
    const labels = stores.content("nodeLabels");
    expect(dynamicHeader.read(labels, 38).inUse).toBe(true);
    expect(dynamicHeader.read(labels, far * 38)).toMatchObject({ inUse: false, length: 4 });
  });

  test("ends the blocks of a property record with a zero one, and keeps what lies behind", () => {
    const four = ["0000002575000003", "0000002575000004", "0000002575000005", "0000002575000006"];
    run(propertyCommand(0, property([]), property(four)), commit(11));
    run(propertyCommand(0, property(four), property(four.slice(0, 2))), commit(12));
    const { blocks } = propertyRecord.read(stores.content("properties"), 0);
    expect(blocks.toString("hex")).toBe(`${four[0]}${four[1]}${"0".repeat(16)}${four[3]}`);
    run(propertyCommand(0, property(four.slice(0, 2)), property([])), commit(13));
    expect(stores.content("properties").toString("hex", 9, 25)).toBe(`${"0".repeat(16)}${four[1]}`);
    expect(replayer.brokenLaws).toBe(0);
  });

  test("puts values of strings and arrays where their type says, deleted ones too", () => {
    const value = (type: number): DynamicRecord => ({
      id: 4,
      type,
      flags: 3,
      next: -1,
      data: Buffer.from([type]),
    });
    run(propertyCommand(0, property([]), property(["0000000049000009"], [value(9)])), commit(11));
    run(propertyCommand(1, property([]), property(["000000004a000009"], [value(10)])), commit(12));
    expect(dynamicHeader.read(stores.content("strings"), 4 * 38).inUse).toBe(true);
    expect(stores.content("arrays")[4 * 38 + 8]).toBe(10);
    run(
      propertyCommand(
        0,
        property(["0000000049000009"]),
        property([], [], [{ id: 4, type: 9, flags: 0 }]),
      ),
      commit(13),
    );
    expect(dynamicHeader.read(stores.content("strings"), 4 * 38).inUse).toBe(false);
    expect(dynamicHeader.read(stores.content("arrays"), 4 * 38).inUse).toBe(true);
  });

  test("writes relationships with the marks of their chains", () => {
    run(
      command({
        type: 3,
        value: {
          id: 2,
          flags: 3,
          type: 65_535,
          first: 2 ** 33,
          second: 1,
          firstPrevious: 1,
          firstNext: -1,
          secondPrevious: 5,
          secondNext: 2 ** 34,
          nextProp: -1,
          firstIn: 1,
        },
      }),
      commit(11),
    );
    expect(relationshipRecord.read(stores.content("relationships"), 2 * 34)).toMatchObject({
      inUse: true,
      first: 2 ** 33,
      secondNext: 2 ** 34,
      type: 65_535,
      isFirstInFirst: true,
      isFirstInSecond: false,
    });
  });

  test("counts what the counts store does not have yet, once", () => {
    run(command({ type: 17, value: { label: -1, delta: 100 } }), commit(10));
    run(
      command({ type: 17, value: { label: -1, delta: 2 } }),
      command({ type: 17, value: { label: 4, delta: 1 } }),
      command({ type: 16, value: { startLabel: -1, type: 3, endLabel: 2, delta: 6 } }),
      commit(11),
    );
    run(command({ type: 17, value: { label: 4, delta: -1 } }), commit(12));
    expect(deltas.asOfTx(12)).toEqual({
      txId: 12,
      minorVersion: 0,
      format: 1,
      rows: expect.arrayContaining([
        { kind: "node", label: -1, count: 7 },
        { kind: "relationship", start: -1, type: 3, end: 2, count: 6 },
        { kind: "index statistics", label: 1, key: 2, first: 3, second: 4 },
      ]),
    });
    expect(deltas.asOfTx(12).rows).toHaveLength(3);
  });

  test("a constraint that is made or changed is remembered with its transaction", () => {
    const rule = encodeSchemaRule({ token: 1, kind: "uniqueness", keys: [2], index: 1 });
    const after: DynamicRecord[] = [{ id: 1, type: 0, flags: 3, next: -1, data: rule }];
    const schema = (end: number, records: DynamicRecord[]): PlacedEntry =>
      command({ type: 7, value: { before: after, after: records, end: { isCreated: end } } });
    run(schema(1, after), commit(12));
    run(command({ type: 6, value: { firstGraphProperty: 8 } }), commit(13));
    run(schema(0, [{ id: 1, type: 0, flags: 0 }]), commit(14));
    expect(replayer).toMatchObject({
      lastConstraintTx: 12,
      firstGraphProperty: 8,
      brokenLaws: 0,
    });
  });

  test("a gap in transaction ids ends it", () => {
    run(commit(11));
    expect(() => run(commit(13))).toThrow(/transaction 13 follows transaction 11/);
  });

  test("data that no record of its store can hold ends it", () => {
    const data = Buffer.alloc(31);
    const record: DynamicRecord = { id: 1, type: 0, flags: 3, next: -1, data };
    expect(() => run(nodeCommand(1, NO_NODE, node(1, [record])))).toThrow(/puts 31 bytes/);
    expect(() =>
      run(propertyCommand(1, property([]), property(Array(5).fill("0000002575000003")))),
    ).toThrow(/more than 4 longs/);
  });

  describe("the log's own law", () => {
    test("holds from the end of the base on, and tells where it is broken", () => {
      run(nodeCommand(3, node(1), node(9)), commit(11));
      expect(replayer.brokenLaws).toBe(0);
      run(
        nodeCommand(3, node(9), node(10)),
        nodeCommand(4, node(1), node(10)),
        propertyCommand(2, property(["0000002575000003"]), property([])),
        commit(12),
      );
      expect(replayer.brokenLaws).toBe(2);
      expect(replayer.firstBrokenLaws).toEqual([
        { tx: 12, store: "nodes", file: "neostore.nodestore.db", id: 4 },
        { tx: 12, store: "properties", file: "neostore.propertystore.db", id: 2 },
      ]);
    });

    test("is broken by a value in place of another, shorter or longer", () => {
      const long = "000000000600000800006fbf8dbfb114";
      run(propertyCommand(0, property([]), property(["0000002575000003", long])), commit(12));
      run(propertyCommand(0, property([long, long]), property([long])), commit(13));
      run(propertyCommand(0, property(["0000002575000003"]), property([long])), commit(14));
      run(propertyCommand(0, property([long]), property([])), commit(15));
      expect(replayer.firstBrokenLaws.map(({ tx }) => tx)).toEqual([13, 14]);
    });

    test("the first hundred are told, the others are counted", () => {
      run(...Array.from({ length: 150 }, (_, id) => nodeCommand(id, node(1), node(2))), commit(12));
      expect(replayer.brokenLaws).toBe(150);
      expect(replayer.firstBrokenLaws).toHaveLength(100);
    });
  });
});
