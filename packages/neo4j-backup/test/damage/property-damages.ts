import {
  blockKey,
  blockType,
  decodeBlock,
  encodeBlock,
  PROPERTY_TYPE,
} from "../../src/store/property-values.ts";
import { type Damage, damage, endless } from "./damage.ts";
import { NoOccasion, type StoreEditor } from "./store-editor.ts";

const long = (s: StoreEditor) => s.some("properties", (p) => p.next !== -1);
/** A property record and the offset of a block of one of these types. */
function block(s: StoreEditor, ...types: number[]) {
  const found = s
    .all("properties")
    .flatMap(({ id }) =>
      s
        .blockOffsets(id)
        .flatMap((at) => (types.includes(blockType(s.blocks(id), at)) ? [{ id, at }] : [])),
    );
  const one = s.one(found);
  return { ...one, blocks: s.blocks(one.id) };
}
const setReference = (blocks: Buffer, at: number, firstDynamic: number, type: "string" | "array") =>
  blocks.set(encodeBlock({ key: blockKey(blocks, at), value: { type, firstDynamic } }), at);
const { stringReference, arrayReference, shortString, shortArray } = PROPERTY_TYPE;

export const PROPERTY_DAMAGES: Damage[] = [
  damage(
    "a property record is not in use",
    (s) => {
      s.blocks(s.some("properties").id).fill(0, 0, 8);
    },
    "property-not-in-use",
  ),
  damage(
    "a property record follows another one than it says",
    (s) => {
      const p = s.read("properties", long(s).next);
      s.write("properties", p.id, {
        previous: s.some("properties", ({ id }) => id !== p.previous && id !== p.id).id,
      });
    },
    "property-not-back",
  ),
  damage(
    "a property record in a chain follows none",
    (s) => {
      s.write("properties", long(s).next, { previous: -1 });
    },
    "property-not-back",
  ),
  damage(
    "the first property record follows one",
    (s) => {
      const p = s.some("properties", ({ previous }) => previous === -1);
      s.write("properties", p.id, { previous: s.some("properties", ({ id }) => id !== p.id).id });
    },
    "property-not-first",
  ),
  endless(
    damage(
      "a property record is followed by itself",
      (s) => {
        const { id } = s.some("properties");
        s.write("properties", id, { next: id });
      },
      "property-not-back",
      "property-chain-cycle",
    ),
  ),
  endless(
    damage(
      "a property chain returns to its beginning",
      (s) => {
        const first = s.some("properties", (p) => p.previous === -1 && p.next !== -1);
        s.write("properties", s.chain(first.id).at(-1) as number, { next: first.id });
      },
      "property-chain-cycle",
    ),
  ),
  damage(
    "a property record is followed by that of another owner",
    (s) => {
      const p = long(s);
      const other = s.some(
        "properties",
        ({ id, previous }) => previous === -1 && !s.chain(id).includes(p.id),
      );
      s.write("properties", p.id, { next: other.id });
    },
    "property-not-back",
  ),
  damage(
    "a property record is followed by one that is not in use",
    (s) => {
      s.write("properties", s.some("properties").id, { next: s.free("properties") });
    },
    "property-not-in-use",
  ),
  damage(
    "a property record is followed by one behind the file's end",
    (s) => {
      s.write("properties", s.some("properties").id, { next: s.count("properties") + 9 });
    },
    "property-not-in-use",
  ),
  damage(
    "a property chain ends too early",
    (s) => {
      s.write("properties", long(s).id, { next: -1 });
    },
    "property-orphan",
  ),
  damage(
    "a property record that belongs to nothing",
    (s) => {
      const { blocks } = block(s, PROPERTY_TYPE.int, PROPERTY_TYPE.boolean);
      const id = s.free("properties");
      s.write("properties", id, {
        previous: -1,
        next: -1,
        blocks: Buffer.concat([blocks.subarray(0, 8), Buffer.alloc(24)]),
      });
    },
    "property-orphan",
  ),
  damage(
    "a property has a key that does not exist",
    (s) => {
      const { blocks, at } = block(s, PROPERTY_TYPE.int, PROPERTY_TYPE.long, shortString);
      blocks.writeUIntBE(s.count("propertyKeys") - 1, at + 5, 3);
    },
    "property-key-unknown",
  ),
  damage(
    "a property has a key far outside the file",
    (s) => {
      block(s, PROPERTY_TYPE.int, PROPERTY_TYPE.long, shortString).blocks.writeUIntBE(
        0xfffffe,
        5,
        3,
      );
    },
    "property-key-unknown",
  ),
  damage(
    "an owner has a key twice",
    (s) => {
      const found = s.all("properties").filter(({ id }) => s.blockOffsets(id).length > 1);
      const { id } = s.one(found);
      const [one, two] = s.blockOffsets(id) as [number, number];
      const blocks = s.blocks(id);
      blocks.copyWithin(two + 5, one + 5, one + 8);
    },
    "property-key-twice",
  ),
  damage(
    "an owner has a key in two records",
    (s) => {
      const p = long(s);
      s.blocks(p.next).set(s.blocks(p.id).subarray(5, 8), 5);
    },
    "property-key-twice",
  ),
  damage(
    "a value has no known type",
    (s) => {
      const { blocks, at } = block(s, PROPERTY_TYPE.int, shortString, PROPERTY_TYPE.boolean);
      blocks[at + 4] = (blocks.readUInt8(at + 4) & 0xf0) | 15;
    },
    "property-type-unknown",
  ),
  damage(
    "a short string has an encoding that does not exist",
    (s) => {
      const { blocks, at } = block(s, shortString);
      blocks[at + 4] = blocks.readUInt8(at + 4) | 0xf0;
      blocks[at + 3] = blocks.readUInt8(at + 3) | 1;
    },
    "property-value-unreadable",
  ),
  damage(
    "a short string is longer than its record",
    (s) => {
      const { blocks, at } = block(s, shortString);
      blocks[at + 3] = blocks.readUInt8(at + 3) | 0x7e;
    },
    "property-value-unreadable",
    "property-blocks-too-long",
  ),
  damage(
    "a short array has items of no type",
    (s) => {
      const { blocks, at } = block(s, shortArray);
      blocks[at + 4] = (blocks.readUInt8(at + 4) & 0x0f) | 0xf0;
    },
    "property-value-unreadable",
  ),
  damage(
    "a property refers to a string that is not in use",
    (s) => {
      const { blocks, at } = block(s, stringReference);
      setReference(blocks, at, s.free("strings"), "string");
    },
    "dynamic-not-in-use",
  ),
  damage(
    "two properties share a string",
    (s) => {
      const one = block(s, stringReference);
      const two = block(s, stringReference);
      if (one.id === two.id) throw new NoOccasion("the same property");
      const value = decodeBlock(two.blocks, two.at)?.value;
      setReference(
        one.blocks,
        one.at,
        value && "firstDynamic" in value ? value.firstDynamic : 0,
        "string",
      );
    },
    "dynamic-used-twice",
  ),
  damage(
    "a property refers to an array behind the file's end",
    (s) => {
      const { blocks, at } = block(s, arrayReference);
      setReference(blocks, at, s.count("arrays") + 1, "array");
    },
    "dynamic-not-in-use",
  ),
  damage(
    "a property refers to a string in the store of arrays",
    (s) => {
      const { blocks, at } = block(s, stringReference);
      blocks[at + 4] = (blocks.readUInt8(at + 4) & 0xf0) | arrayReference;
    },
    "dynamic-orphan",
  ),
];

const middle = (s: StoreEditor) => s.some("strings", (d) => !d.isContinuation && d.next !== -1);

export const VALUE_DAMAGES: Damage[] = [
  damage(
    "the first record of a string is not in use",
    (s) => {
      s.write("strings", s.some("strings", (d) => !d.isContinuation).id, { inUse: false });
    },
    "dynamic-not-in-use",
  ),
  damage(
    "a record in the middle of a string is not in use",
    (s) => {
      s.write("strings", middle(s).next, { inUse: false });
    },
    "dynamic-not-in-use",
  ),
  damage(
    "a string ends too early",
    (s) => {
      s.write("strings", middle(s).id, { next: -1 });
    },
    "dynamic-orphan",
  ),
  damage(
    "a record of an array is followed by itself",
    (s) => {
      const d = s.some("arrays", ({ next }) => next !== -1);
      s.write("arrays", d.id, { next: d.id });
    },
    "dynamic-used-twice",
    "dynamic-continues-with-first",
  ),
  damage(
    "a record that is continued is not full",
    (s) => {
      s.write("strings", middle(s).id, { length: 50 });
    },
    "dynamic-not-full",
  ),
  damage(
    "a record holds more than it has room for",
    (s) => {
      s.write("arrays", s.some("arrays").id, { length: 5000 });
    },
    "dynamic-length-wrong",
  ),
  damage(
    "a string is empty",
    (s) => {
      s.write("strings", s.some("strings", (d) => !d.isContinuation && d.next === -1).id, {
        length: 0,
      });
    },
    "dynamic-empty",
  ),
  damage(
    "the first record of a string says that it continues one",
    (s) => {
      s.write("strings", s.some("strings", (d) => !d.isContinuation).id, { isContinuation: true });
    },
    "dynamic-begins-with-continuation",
  ),
  damage(
    "a record in the middle of a string says that it is the first",
    (s) => {
      s.write("strings", middle(s).next, { isContinuation: false });
    },
    "dynamic-continues-with-first",
  ),
  damage(
    "a string that belongs to nothing",
    (s) => {
      s.write("strings", s.free("strings"), {
        inUse: true,
        isContinuation: false,
        length: 20,
        next: -1,
      });
    },
    "dynamic-orphan",
  ),
  damage(
    "two strings are continued by the same record",
    (s) => {
      const one = middle(s);
      const two = s.some("strings", (d) => d.id !== one.id && d.next !== -1 && d.next !== one.next);
      s.write("strings", two.id, { next: one.next });
    },
    "dynamic-used-twice",
  ),
  damage(
    "an array has items of no type",
    (s) => {
      s.data("arrays", s.some("arrays", (d) => !d.isContinuation).id)[0] = 77;
    },
    "array-unreadable",
  ),
];
