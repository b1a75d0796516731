/**
 * Reads records of the high-limit formats into one value that each call fills anew. Source: records page
 * section 4. A record that is no fixed one is a row of fields behind its header:
 *
 *   node          [nextRel] [nextProp] [labels]
 *   relationship  type [nextProp] first second firstPrevious [firstNext] secondPrevious [secondNext]
 *   group         type [out] [in] [loop] owner [next]
 *
 * Those in brackets are there when the header marks them. Neighbours of a relationship are told as the distance
 * from it. A record of two units has its second one's id in front and runs on in that, behind its header.
 */
import { u8, u16 } from "../bytes/integers.ts";
import { NO_ID } from "../bytes/layout.ts";
import {
  fixedGroup16,
  fixedGroup24,
  fixedNode,
  fixedRelationship,
  HIGH_LIMIT_BYTES,
} from "./high-limit-layouts.ts";
import type { GroupFields, NodeFields, RelationshipFields } from "./record-fields.ts";
import { MAX_REFERENCE_BYTES, readReference, referenceBytes } from "./references.ts";

/** Bits of the header byte. */
export const UNIT = { inUse: 1, hasTwoUnits: 2, isFirstOrVariable: 4 } as const;
export const NODE_MARK = { dense: 8, nextRel: 16, nextProp: 32, labels: 64 } as const;
export const RELATIONSHIP_MARK = {
  firstInFirst: 8,
  firstInSecond: 16,
  firstNext: 32,
  secondNext: 64,
  nextProp: 128,
} as const;
export const GROUP_MARK = { firstOut: 8, firstIn: 16, firstLoop: 32, next: 64 } as const;

/** What a record is: free, a unit that belongs to another record, one that was read, or why it cannot be. */
export type Decoded =
  | "free"
  | "second unit"
  | "record"
  | "it reaches over its end"
  | "its second unit is not in the file"
  | "its second unit is none"
  | "it refers to an id that no file can hold"
  | "it holds more than 4 longs";

/** Finds a unit of the same store: 16 or 32 bytes from `at` on; undefined when the file has none. */
export type UnitOf = (id: number) => { buffer: Buffer; at: number } | undefined;

/** A decoder of one kind of record. */
export interface RecordDecoder<R> {
  /** The record that was read last. */
  readonly record: R;
  /** Of the record that was read last; -1 when it has one unit. */
  readonly secondUnit: number;
  decode(buffer: Buffer, at: number, id: number, unitOf: UnitOf): Decoded;
}

abstract class UnitDecoder {
  secondUnit = NO_ID;
  protected marks = 0;
  protected buffer: Buffer = Buffer.alloc(0);
  protected at = 0;
  #end = 0;
  readonly #bytes: number;
  readonly #both: Buffer;

  constructor(bytes: number) {
    this.#bytes = bytes;
    this.#both = Buffer.alloc(2 * bytes - 1);
  }

  /** Fills the record as one that is not in use. */
  protected abstract free(): void;
  protected abstract fixed(buffer: Buffer, at: number): void;
  /** @param id of the record */
  protected abstract variable(id: number): void;
  /** Ids that are below -1 or not exact in a number are none. */
  protected abstract isSound(): boolean;

  decode(buffer: Buffer, at: number, id: number, unitOf: UnitOf): Decoded {
    const decoded = this.#decode(buffer, at, id, unitOf);
    if (decoded !== "record") this.free();
    return decoded;
  }

  #decode(buffer: Buffer, at: number, id: number, unitOf: UnitOf): Decoded {
    this.secondUnit = NO_ID;
    const header = u8(buffer, at);
    if (!(header & UNIT.inUse)) return "free";
    this.marks = header;
    if (header & UNIT.hasTwoUnits) {
      if (!(header & UNIT.isFirstOrVariable)) return "second unit";
      const problem = this.#join(buffer, at, id, unitOf);
      if (problem) return problem;
      this.variable(id);
    } else if (header & UNIT.isFirstOrVariable) {
      this.buffer = buffer;
      this.at = at + 1;
      this.#end = at + this.#bytes;
      this.variable(id);
    } else this.fixed(buffer, at);
    if (this.at > this.#end) return "it reaches over its end";
    return this.isSound() ? "record" : "it refers to an id that no file can hold";
  }

  /** Lays the two units one behind the other. */
  #join(buffer: Buffer, at: number, id: number, unitOf: UnitOf): Decoded | undefined {
    const both = this.#both;
    both.set(buffer.subarray(at, at + this.#bytes));
    const second = readReference(both, 1);
    if (!(second >= 0) || second === id) return "its second unit is not in the file";
    const unit = unitOf(second);
    if (!unit) return "its second unit is not in the file";
    const { buffer: of, at: from } = unit;
    if ((u8(of, from) & 7) !== (UNIT.inUse | UNIT.hasTwoUnits)) return "its second unit is none";
    both.set(of.subarray(from + 1, from + this.#bytes), this.#bytes);
    this.secondUnit = second;
    this.buffer = both;
    this.at = 1 + referenceBytes(u8(both, 1));
    this.#end = both.length;
    return undefined;
  }

  protected reference(): number {
    const { at } = this;
    // behind the end there is nothing to read, but the offset tells that it was wanted
    if (at + MAX_REFERENCE_BYTES > this.#end) {
      if (at >= this.#end || at + referenceBytes(u8(this.buffer, at)) > this.#end) {
        this.at = this.#end + 1;
        return NO_ID;
      }
    }
    this.at = at + referenceBytes(u8(this.buffer, at));
    return readReference(this.buffer, at);
  }

  protected marked(mark: number): number {
    return this.marks & mark ? this.reference() : NO_ID;
  }

  /** @param bytes 2 or 3: the low word first */
  protected type(bytes: 2 | 3): number {
    const { at, buffer } = this;
    this.at = at + bytes;
    return u16(buffer, at) + (bytes === 3 ? u8(buffer, at + 2) * 0x1_0000 : 0);
  }

  /** Fixed records end where their layout does. */
  protected whole(): void {
    this.at = this.#end = 0;
  }
}

/** -1 for none included. */
export const isId = (id: number): boolean => id >= NO_ID && id <= Number.MAX_SAFE_INTEGER;

export class NodeDecoder extends UnitDecoder implements RecordDecoder<NodeFields> {
  readonly record: NodeFields = {
    inUse: false,
    nextRel: NO_ID,
    nextProp: NO_ID,
    labels: 0,
    isDense: false,
  };
  readonly #fixed = fixedNode.view();

  constructor() {
    super(HIGH_LIMIT_BYTES.node);
  }

  protected free(): void {
    this.record.inUse = false;
  }

  protected fixed(buffer: Buffer, at: number): void {
    this.whole();
    const view = this.#fixed;
    view.buffer = buffer;
    view.at = at;
    const { record } = this;
    record.inUse = true;
    record.isDense = (this.marks & NODE_MARK.dense) !== 0;
    record.nextRel = view.nextRel;
    record.nextProp = view.nextProp;
    record.labels = view.labels;
  }

  protected variable(): void {
    const { record } = this;
    record.inUse = true;
    record.isDense = (this.marks & NODE_MARK.dense) !== 0;
    record.nextRel = this.marked(NODE_MARK.nextRel);
    record.nextProp = this.marked(NODE_MARK.nextProp);
    record.labels = this.marks & NODE_MARK.labels ? this.reference() : 0;
  }

  protected isSound(): boolean {
    const { nextRel, nextProp, labels } = this.record;
    return isId(nextRel) && isId(nextProp) && labels >= 0 && labels < MAX_LABELS;
  }
}
const MAX_LABELS = 2 ** 40;

export class RelationshipDecoder extends UnitDecoder implements RecordDecoder<RelationshipFields> {
  readonly record: RelationshipFields = {
    inUse: false,
    first: NO_ID,
    second: NO_ID,
    type: 0,
    firstPrevious: NO_ID,
    firstNext: NO_ID,
    secondPrevious: NO_ID,
    secondNext: NO_ID,
    nextProp: NO_ID,
    isFirstInFirst: false,
    isFirstInSecond: false,
  };
  readonly #fixed = fixedRelationship.view();
  readonly #typeBytes: 2 | 3;

  constructor(typeBytes: 2 | 3) {
    super(HIGH_LIMIT_BYTES.relationship);
    this.#typeBytes = typeBytes;
  }

  protected free(): void {
    this.record.inUse = false;
  }

  #marks(): RelationshipFields {
    const { record, marks } = this;
    record.inUse = true;
    record.isFirstInFirst = (marks & RELATIONSHIP_MARK.firstInFirst) !== 0;
    record.isFirstInSecond = (marks & RELATIONSHIP_MARK.firstInSecond) !== 0;
    return record;
  }

  protected fixed(buffer: Buffer, at: number): void {
    this.whole();
    const view = this.#fixed;
    view.buffer = buffer;
    view.at = at;
    const record = this.#marks();
    record.type = view.type;
    record.first = view.first;
    record.second = view.second;
    record.firstPrevious = view.firstPrevious;
    record.firstNext = view.firstNext;
    record.secondPrevious = view.secondPrevious;
    record.secondNext = view.secondNext;
    record.nextProp = view.nextProp;
  }

  protected variable(id: number): void {
    const { marks } = this;
    const record = this.#marks();
    record.type = this.type(this.#typeBytes);
    record.nextProp = this.marked(RELATIONSHIP_MARK.nextProp);
    record.first = this.reference();
    record.second = this.reference();
    record.firstPrevious = this.reference() + (record.isFirstInFirst ? 0 : id);
    record.firstNext = marks & RELATIONSHIP_MARK.firstNext ? this.reference() + id : NO_ID;
    record.secondPrevious = this.reference() + (record.isFirstInSecond ? 0 : id);
    record.secondNext = marks & RELATIONSHIP_MARK.secondNext ? this.reference() + id : NO_ID;
  }

  protected isSound(): boolean {
    const { record } = this;
    return (
      isId(record.first) &&
      isId(record.second) &&
      isId(record.firstNext) &&
      isId(record.secondNext) &&
      isId(record.nextProp) &&
      // a length may be below 0: see the check of chains
      Math.abs(record.firstPrevious) <= Number.MAX_SAFE_INTEGER &&
      (record.isFirstInFirst || record.firstPrevious >= NO_ID) &&
      Math.abs(record.secondPrevious) <= Number.MAX_SAFE_INTEGER &&
      (record.isFirstInSecond || record.secondPrevious >= NO_ID)
    );
  }
}

export class GroupDecoder extends UnitDecoder implements RecordDecoder<GroupFields> {
  readonly record: GroupFields = {
    inUse: false,
    type: 0,
    next: NO_ID,
    firstOut: NO_ID,
    firstIn: NO_ID,
    firstLoop: NO_ID,
    owner: NO_ID,
  };
  readonly #fixed: ReturnType<typeof fixedGroup24.view>;
  readonly #typeBytes: 2 | 3;

  constructor(typeBytes: 2 | 3) {
    super(HIGH_LIMIT_BYTES.group);
    this.#typeBytes = typeBytes;
    this.#fixed = (typeBytes === 2 ? fixedGroup16 : fixedGroup24).view();
  }

  protected free(): void {
    this.record.inUse = false;
  }

  protected fixed(buffer: Buffer, at: number): void {
    this.whole();
    const view = this.#fixed;
    view.buffer = buffer;
    view.at = at;
    const { record } = this;
    record.inUse = true;
    record.type = view.typeHigh * 0x1_0000 + view.type;
    record.next = view.next;
    record.firstOut = view.firstOut;
    record.firstIn = view.firstIn;
    record.firstLoop = view.firstLoop;
    record.owner = view.owner;
  }

  protected variable(): void {
    const { record } = this;
    record.inUse = true;
    record.type = this.type(this.#typeBytes);
    record.firstOut = this.marked(GROUP_MARK.firstOut);
    record.firstIn = this.marked(GROUP_MARK.firstIn);
    record.firstLoop = this.marked(GROUP_MARK.firstLoop);
    record.owner = this.reference();
    record.next = this.marked(GROUP_MARK.next);
  }

  protected isSound(): boolean {
    const { next, firstOut, firstIn, firstLoop, owner } = this.record;
    return isId(next) && isId(firstOut) && isId(firstIn) && isId(firstLoop) && isId(owner);
  }
}
