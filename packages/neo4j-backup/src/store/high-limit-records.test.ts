import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { unpackGoldenStore } from "../../test/damage/golden-store.ts";
import { rewriteStore } from "../../test/live/rewrite-store.ts";
import { type ByteSource, sourceOf } from "./byte-source.ts";
import { fixedGroup16, fixedGroup24, highLimitDynamicHeader } from "./high-limit-layouts.ts";
import { PropertyDecoder } from "./high-limit-properties.ts";
import {
  type Decoded,
  GroupDecoder,
  NodeDecoder,
  type RecordDecoder,
  RelationshipDecoder,
} from "./high-limit-records.ts";
import {
  type Form,
  type WrittenUnits,
  writeGroup,
  writeNode,
  writeProperty,
  writeRelationship,
} from "./high-limit-writing.ts";
import { RECORD_FORMATS } from "./record-formats.ts";
import { readTokens } from "./token-names.ts";
import { TOKEN_STORES } from "./tokens.ts";

const root = mkdtempSync(join(tmpdir(), "holdfast-high-limit-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");
const VARIABLE: Form = { kind: "variable" };
const FIXED: Form = { kind: "fixed" };

/** A store of a few units, into which a record was written. */
function storeWith(id: number, { unit, second }: WrittenUnits, bytes: number): Buffer {
  const file = Buffer.alloc(64 * bytes);
  file.set(unit, id * bytes);
  if (second) file.set(second.bytes, second.id * bytes);
  return file;
}
const decode = <R>(
  decoder: RecordDecoder<R>,
  file: Buffer,
  id: number,
  bytes: number,
): Decoded | R => {
  const decoded = decoder.decode(file, id * bytes, id, (other) =>
    (other + 1) * bytes <= file.length ? { buffer: file, at: other * bytes } : undefined,
  );
  return decoded === "record" ? { ...decoder.record } : decoded;
};

const node = {
  inUse: true,
  nextRel: 2 ** 49 + 12_345,
  nextProp: 2 ** 33 + 9,
  labels: 2 ** 36 + 3,
  isDense: false,
};
const relationship = {
  inUse: true,
  first: 7,
  second: 2 ** 40,
  type: 0x12_3456,
  firstPrevious: 3,
  firstNext: 2 ** 45,
  secondPrevious: 21,
  secondNext: -1,
  nextProp: -1,
  isFirstInFirst: true,
  isFirstInSecond: false,
};
const group = {
  inUse: true,
  type: 70_000,
  next: 12,
  firstOut: -1,
  firstIn: 2 ** 44,
  firstLoop: -1,
  owner: 2 ** 43 + 1,
};

describe.each(["3.2.9-high-limit", "3.4.18-high-limit"] as const)(
  "the store of a real Neo4j %s",
  (name) => {
    it("has every record, value, rule and count written back byte for byte", () => {
      const directory = join(root, name);
      unpackGoldenStore(directory, name);
      const { done, differences } = rewriteStore(
        (file) => readFileSync(join(directory, file)),
        RECORD_FORMATS["high limit"],
      );
      expect(differences).toEqual([]);
      for (const store of ["nodes", "relationships", "groups", "properties"])
        expect(done.get(`${store}: fixed`), store).toBeGreaterThan(5);
      expect(done.get("value in schema")).toBe(5);
    });
  },
);

it("names of tokens are read from a high-limit store", () => {
  const directory = join(root, "names");
  unpackGoldenStore(directory, "3.4.18-high-limit");
  const { label } = TOKEN_STORES;
  const [tokens, names] = [label.tokens, label.names].map(({ file }) =>
    sourceOf(readFileSync(join(directory, file))),
  ) as [ByteSource, ByteSource];
  const found = [...readTokens("label", tokens, names, highLimitDynamicHeader).values()];
  expect(found.map(({ problem }) => problem).filter(Boolean)).toEqual([]);
  expect(found.map(({ name }) => name)).toEqual(expect.arrayContaining(["Person", "Account"]));
});

describe("a high-limit record", () => {
  it("of a node is read and written in all its forms", () => {
    const small = { ...node, nextRel: 2 ** 35, nextProp: 2 ** 34 + 1 };
    for (const [fields, form] of [
      [small, FIXED],
      [{ ...node, nextRel: 5, nextProp: 6 }, VARIABLE],
      [{ ...node, nextRel: -1, nextProp: -1, labels: 0, isDense: true }, VARIABLE],
      [node, { kind: "two units", secondUnit: 40 }],
    ] as const) {
      const file = storeWith(9, writeNode(fields, form), 16);
      expect(decode(new NodeDecoder(), file, 9, 16), form.kind).toEqual(fields);
    }
  });

  it("of two units lies as Neo4j lays it, and a field goes on behind the second one's header", () => {
    const { unit, second } = writeNode(
      { ...node, nextProp: 2 ** 49 + 777 },
      { kind: "two units", secondUnit: 2400 },
    );
    expect(unit.toString("hex")).toBe("77000960f2000000003039f200000000");
    expect(second).toEqual({ id: 2400, bytes: hex("03 0309 e01000000003") });
  });

  it("of a relationship tells neighbours by their distance, and the length of a chain as it is", () => {
    const written = writeRelationship(
      20,
      { ...relationship, second: 8, firstNext: 18, secondNext: 25 },
      VARIABLE,
      3,
    );
    expect(written.unit.toString("hex")).toBe(
      "6d 3456 12 000007 000008 000003 400001 000001 000005".replaceAll(" ", ""),
    );
    for (const [fields, form, typeBytes] of [
      [{ ...relationship, type: 9, firstNext: 2 ** 33 - 2, second: 2 ** 32 }, FIXED, 3],
      [{ ...relationship, second: 11, firstNext: 2 ** 20 }, VARIABLE, 3],
      [{ ...relationship, type: 9, second: 11, firstNext: 2 ** 20 }, VARIABLE, 2],
      [{ ...relationship, firstPrevious: -2, second: 1, firstNext: -1 }, VARIABLE, 3],
      [relationship, { kind: "two units", secondUnit: 3 }, 3],
    ] as const) {
      const file = storeWith(20, writeRelationship(20, fields, form, typeBytes), 32);
      expect(decode(new RelationshipDecoder(typeBytes), file, 20, 32), form.kind).toEqual(fields);
    }
  });

  it("of a group is read and written in all its forms, with types of 16 and of 24 bits", () => {
    const near = { ...group, firstIn: 2 ** 32 + 5, owner: 2 ** 32 };
    for (const [fields, form, typeBytes] of [
      [near, FIXED, 3],
      [{ ...near, type: 7 }, FIXED, 2],
      [group, VARIABLE, 3],
      [{ ...group, type: 65_535, firstOut: 1, firstLoop: 2 }, VARIABLE, 2],
      [
        { ...group, firstOut: 2 ** 50, firstLoop: 2 ** 49 },
        { kind: "two units", secondUnit: 1 },
        3,
      ],
    ] as const) {
      const file = storeWith(5, writeGroup(fields, form, typeBytes), 32);
      expect(decode(new GroupDecoder(typeBytes), file, 5, 32), form.kind).toEqual(fields);
    }
    expect([fixedGroup16.size, fixedGroup24.size]).toEqual([32, 32]);
  });

  it("of properties has its blocks where a standard one has them, ended by zeros", () => {
    const blocks = hex("0000000000000001 0500000500000002");
    for (const [ids, isFixed] of [
      [{ previous: -1, next: 2 ** 48 - 2 }, true],
      [{ previous: 2 ** 49, next: -1 }, false],
    ] as const) {
      const written = writeProperty(30, ids, blocks);
      expect((written.unit[0] as number) & 4).toBe(isFixed ? 4 : 0);
      const file = storeWith(30, written, 48);
      // what lies behind its longs is none of its
      file.fill(0xee, 30 * 48 + written.unit.length, 31 * 48);
      const decoder = new PropertyDecoder();
      expect(decoder.decode(file, 30 * 48, 30)).toBe("record");
      expect(decoder.record).toMatchObject(ids);
      expect(decoder.record.blocks).toEqual(Buffer.concat([blocks, Buffer.alloc(16)]));
    }
  });

  it("that is free, or the second unit of another one, is none", () => {
    const file = storeWith(9, writeNode(node, { kind: "two units", secondUnit: 40 }), 16);
    expect(decode(new NodeDecoder(), file, 40, 16)).toBe("second unit");
    expect(decode(new NodeDecoder(), file, 41, 16)).toBe("free");
    file[9 * 16] = (file[9 * 16] as number) & ~1;
    expect(decode(new NodeDecoder(), file, 9, 16)).toBe("free");
    // an orphan, which a recovery leaves behind
    expect(decode(new NodeDecoder(), file, 40, 16)).toBe("second unit");
  });

  it("that does not fit is not written", () => {
    expect(() => writeNode(node, VARIABLE)).toThrow("take 19 of 16 bytes");
    expect(() => writeNode(node, FIXED)).toThrow(RangeError);
    expect(() => writeRelationship(1, { ...relationship, type: 70_000 }, FIXED, 3)).toThrow(
      RangeError,
    );
  });

  it.each<[string, string, Decoded]>([
    [
      "whose references reach over its end",
      "75 f2000000003039 f20000000030",
      "it reaches over its end",
    ],
    [
      "whose second unit is behind the file",
      "77 0fffff 000001",
      "its second unit is not in the file",
    ],
    ["that is its own second unit", "77 000009 000001", "its second unit is not in the file"],
    ["whose second unit is below 0", "77 400004 000001", "its second unit is not in the file"],
    ["whose second unit is free", "77 000005 000001", "its second unit is none"],
    ["that refers to an id below -1", "15 400005", "it refers to an id that no file can hold"],
    [
      "that refers to an id of 57 bits",
      "15 f9ffffffffffffff",
      "it refers to an id that no file can hold",
    ],
  ])("of a node %s says so", (_, bytes, problem) => {
    const file = Buffer.alloc(64 * 16);
    file.set(hex(bytes), 9 * 16);
    const decoder = new NodeDecoder();
    expect(decode(decoder, file, 9, 16)).toBe(problem);
    expect(decoder.record.inUse).toBe(false);
  });

  it("of properties that cannot be says so, and has no blocks", () => {
    const decoder = new PropertyDecoder();
    for (const [bytes, problem] of [
      ["55", "it holds more than 4 longs"],
      ["41 f804000000000000 f804000000000000", "it reaches over its end"],
      ["11 f9ffffffffffffff 000000", "it refers to an id that no file can hold"],
    ] as const) {
      const file = Buffer.alloc(96);
      file.set(hex(bytes));
      expect(decoder.decode(file, 0, 0), bytes).toBe(problem);
      expect(decoder.record.blocks.equals(Buffer.alloc(32))).toBe(true);
    }
  });

  it("cut or changed at any byte is read without an error", () => {
    const decoders = [new NodeDecoder(), new RelationshipDecoder(3), new GroupDecoder(2)];
    const random = Buffer.alloc(64 * 32);
    for (let round = 0; round < 200; round++) {
      for (let i = 0; i < random.length; i++) random[i] = (random[i] as number) * 31 + i + round;
      for (const [i, decoder] of decoders.entries())
        for (let id = 0; id < 64; id++)
          decode(decoder as RecordDecoder<object>, random, id, i ? 32 : 16);
    }
    expect(decode(new NodeDecoder(), hex("75 f2000000003039 f2000000003039 81"), 0, 16)).toBe(
      "it reaches over its end",
    );
  });

  it("of a value says where it begins by a bit that standard ones turn round", () => {
    const header = highLimitDynamicHeader.encode({
      inUse: true,
      isContinuation: false,
      spare: 0,
      length: 0x01_0203,
      next: 2 ** 40,
    });
    expect(header.toString("hex")).toBe("09 0203 01 0000010000000000".replaceAll(" ", ""));
    const view = highLimitDynamicHeader.view();
    view.buffer = hex("01 0000 00 ffffffffffffffff");
    expect(view).toMatchObject({ inUse: true, isContinuation: true, length: 0, next: -1 });
  });
});
