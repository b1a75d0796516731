import { beforeEach, describe, expect, test } from "vitest";
import type { Command, GroupCommand, NodeRecord, RelationshipCommand } from "../log/commands.ts";
import type { PlacedEntry } from "../log/entries.ts";
import { IMAGE_FLAG } from "../log/record-images.ts";
import { RECORD_FORMATS } from "../store/record-formats.ts";
import type { StoreName } from "../store/records.ts";
import { Replayer } from "./replayer.ts";
import { MemoryStores } from "./testing.ts";

const { inUse, needsSecondUnit, hasSecondUnit, fixedReferences } = IMAGE_FLAG;
const TWO_UNITS = inUse | needsSecondUnit | hasSecondUnit;
const NOTHING: NodeRecord = { flags: 0 };

const command = (value: Command): PlacedEntry => ({
  ...{ version: 246, from: 0, to: 0 },
  kind: "command",
  command: value,
});
const commit = (txId: number): PlacedEntry => ({
  ...{ version: 246, from: 0, to: 0 },
  kind: "commit",
  value: { txId, committedAt: 1000 + txId },
});
const node = (id: number, before: NodeRecord, after: NodeRecord): PlacedEntry =>
  command({
    type: 1,
    value: {
      key: { id },
      before: { node: before, dynamicLabels: [] },
      after: { node: after, dynamicLabels: [] },
    },
  });
const large: NodeRecord = {
  flags: TWO_UNITS,
  dense: 0,
  nextRel: 2 ** 49 + 12_345,
  nextProp: 2 ** 49 + 777,
  labels: 2 ** 36 + 3,
  secondUnit: 24,
};
const small: NodeRecord = { flags: inUse, dense: 1, nextRel: 9, nextProp: -1, labels: 0 };
const group: Omit<GroupCommand, "flags"> = {
  ...{ id: 5, type: 3, next: 2 ** 49, firstOut: 2 ** 48, firstIn: -1, firstLoop: 2 ** 47 },
  ...{ owner: 2 ** 44, secondUnit: 6 },
};

describe("replay to a high-limit store", () => {
  let stores: MemoryStores;
  let replayer: Replayer;
  const run = (...entries: PlacedEntry[]): void => {
    for (const entry of entries) replayer.apply(entry);
  };
  const bytes = (store: StoreName, id: number, size: number): string =>
    stores.content(store).toString("hex", id * size, (id + 1) * size);
  beforeEach(() => {
    const format = RECORD_FORMATS["high limit"];
    stores = new MemoryStores(64, format);
    replayer = new Replayer(stores.of, format, undefined, 12);
  });

  test("lays a record as the command says: fixed, with references, or over two units", () => {
    run(node(1, NOTHING, { ...small, flags: inUse | fixedReferences }));
    run(node(2, NOTHING, small), node(3, NOTHING, large), commit(11));
    expect(bytes("nodes", 1, 16)).toBe("190000000009ffffffff000000000000");
    expect(bytes("nodes", 2, 16)).toBe("1d000009000000000000000000000000");
    expect(bytes("nodes", 3, 16)).toBe("77000018f2000000003039f200000000");
    expect(bytes("nodes", 24, 16)).toBe("030309e0100000000300000000000000");
  });

  test("finds what a command says was there in all forms, and tells where it was not", () => {
    run(node(1, NOTHING, { ...small, flags: inUse | fixedReferences }));
    run(node(2, NOTHING, small), node(3, NOTHING, large), commit(12));
    run(node(1, small, large), node(2, small, NOTHING), node(3, large, small), commit(13));
    expect(replayer.brokenLaws).toBe(0);
    run(node(3, large, small), commit(14));
    expect(replayer).toMatchObject({
      brokenLaws: 1,
      firstBrokenLaws: [{ tx: 14, store: "nodes", file: "neostore.nodestore.db", id: 3 }],
    });
  });

  test("frees a record by one bit; its second unit only where the command names it", () => {
    run(node(3, NOTHING, large), command({ type: 9, value: { ...group, flags: TWO_UNITS } }));
    const [unit, second] = [bytes("groups", 5, 32), bytes("groups", 6, 32)];
    expect([unit.slice(0, 2), second.slice(0, 2)]).toEqual(["6f", "03"]);
    run(node(3, large, NOTHING));
    run(command({ type: 9, value: { ...group, flags: hasSecondUnit } }), commit(11));
    expect(bytes("nodes", 3, 16)).toBe("76000018f2000000003039f200000000");
    expect(bytes("nodes", 24, 16).slice(0, 2)).toBe("03");
    expect(bytes("groups", 5, 32)).toBe(`6e${unit.slice(2)}`);
    expect(bytes("groups", 6, 32)).toBe(`02${second.slice(2)}`);
  });

  test("keeps a type of 24 bits, and neighbours by their distance", () => {
    const relationship: RelationshipCommand = {
      ...{ id: 20, flags: inUse, type: 0x12_3456, first: 7, second: 8, firstPrevious: 3 },
      ...{ firstNext: 18, secondPrevious: 21, secondNext: 25, nextProp: -1, firstIn: 1 },
    };
    run(command({ type: 3, value: relationship }), commit(11));
    expect(bytes("relationships", 20, 32)).toBe(
      "6d345612000007000008000003400001000001000005".padEnd(64, "0"),
    );
  });

  test("writes the longs of a property record that it has, and keeps what lies behind", () => {
    const property = (longs: string[]): PlacedEntry => {
      const record = { flags: longs.length > 0 ? inUse : 0, next: -1, previous: 2 ** 40, owner: 3 };
      const blocks = longs.map((text) => ({ data: Buffer.from(text, "hex"), values: [] }));
      const state = { record, blocks, deleted: [] };
      const none = { record: { ...record, flags: 0 }, blocks: [], deleted: [] };
      return command({ type: 2, value: { key: { id: 2 }, before: none, after: state } });
    };
    const [one, other] = ["0000002575000003", "0000002575000004"] as const;
    run(property([one, other]), property([other]), commit(11));
    const ids = "0100000000000000ffffffff000000";
    expect(bytes("properties", 2, 48)).toBe(`15${ids}${other}${other}`.padEnd(96, "0"));
    run(property([]), commit(12));
    expect(bytes("properties", 2, 48)).toBe(`14${ids}${other}${other}`.padEnd(96, "0"));
  });

  test("frees a dynamic record by one bit", () => {
    const record = { id: 4, type: 9, flags: 3, next: -1, data: Buffer.from("name") };
    const end = { isCreated: 1 };
    run(command({ type: 7, value: { before: [], after: [record], end } }), commit(11));
    const written = bytes("schema", 4, 64);
    expect(written.startsWith(`09000400ffffffffffffffff${record.data.toString("hex")}`)).toBe(true);
    const freed = { id: 4, type: 9, flags: 0 };
    run(command({ type: 7, value: { before: [], after: [freed], end } }), commit(12));
    expect(bytes("schema", 4, 64)).toBe(`08${written.slice(2)}`);
  });

  test("refuses a record that fits into no form that its command gives it", () => {
    const { secondUnit: _, ...homeless } = large;
    for (const image of [
      { ...large, flags: inUse },
      { ...large, flags: inUse | fixedReferences },
      { ...homeless, flags: inUse | needsSecondUnit },
      { ...large, secondUnit: 2 ** 40 },
    ])
      expect(() => run(node(1, NOTHING, image))).toThrow(
        expect.objectContaining({ code: "bad-log" }),
      );
  });
});
