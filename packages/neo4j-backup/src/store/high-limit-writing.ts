/** Writes records of the high-limit formats: the other direction of high-limit-records. */
import { putU8, putU16 } from "../bytes/integers.ts";
import { NO_ID } from "../bytes/layout.ts";
import {
  fixedGroup16,
  fixedGroup24,
  fixedNode,
  fixedProperty,
  fixedRelationship,
  HIGH_LIMIT_BYTES,
} from "./high-limit-layouts.ts";
import { GROUP_MARK, NODE_MARK, RELATIONSHIP_MARK, UNIT } from "./high-limit-records.ts";
import type { GroupFields, NodeFields, RelationshipFields } from "./record-fields.ts";
import { MAX_REFERENCE_BYTES, writeReference } from "./references.ts";

/** How the references of a record are laid out. */
export type Form =
  | { kind: "fixed" }
  | { kind: "variable" }
  /** Over two units, the second of which has this id. */
  | { kind: "two units"; secondUnit: number };

/** What is written, from the unit's first byte on; bytes behind it stay as they were. */
export interface WrittenUnits {
  unit: Buffer;
  second?: { id: number; bytes: Buffer };
}

const MAX_BODY = 10 * MAX_REFERENCE_BYTES;

/** A row of fields behind a header. */
class Body {
  readonly #bytes = Buffer.alloc(MAX_BODY);
  #at = 0;

  reference(value: number): this {
    this.#at = writeReference(this.#bytes, this.#at, value);
    return this;
  }
  /** Only where there is one. */
  optional(value: number, none = NO_ID): this {
    return value === none ? this : this.reference(value);
  }
  type(value: number, bytes: 2 | 3): this {
    putU16(this.#bytes, this.#at, value % 0x1_0000);
    if (bytes === 3) putU8(this.#bytes, this.#at + 2, Math.floor(value / 0x1_0000));
    this.#at += bytes;
    return this;
  }
  done(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }
}

/** @throws RangeError when it does not fit */
function units(marks: number, body: Buffer, form: Form, bytes: number): WrittenUnits {
  if (form.kind !== "two units") {
    if (1 + body.length > bytes)
      throw new RangeError(`its references take ${body.length + 1} of ${bytes} bytes`);
    const header = marks | UNIT.inUse | UNIT.isFirstOrVariable;
    return { unit: Buffer.concat([Buffer.of(header), body]) };
  }
  const header = marks | UNIT.inUse | UNIT.hasTwoUnits | UNIT.isFirstOrVariable;
  const all = Buffer.concat([
    Buffer.of(header),
    new Body().reference(form.secondUnit).done(),
    body,
  ]);
  if (all.length > 2 * bytes - 1)
    throw new RangeError(`its references take ${all.length} of ${2 * bytes - 1} bytes`);
  const rest = Buffer.concat([Buffer.of(UNIT.inUse | UNIT.hasTwoUnits), all.subarray(bytes)]);
  return { unit: all.subarray(0, bytes), second: { id: form.secondUnit, bytes: rest } };
}

const mark = (bit: number, isSet: boolean): number => (isSet ? bit : 0);
const head = { inUse: true, hasTwoUnits: false, isFirstOrVariable: false } as const;
const MARKS_AT = 3;

/** @throws RangeError when it does not fit into what it may take */
export function writeNode(node: NodeFields, form: Form): WrittenUnits {
  const marks =
    mark(NODE_MARK.dense, node.isDense) |
    mark(NODE_MARK.nextRel, node.nextRel !== NO_ID) |
    mark(NODE_MARK.nextProp, node.nextProp !== NO_ID) |
    mark(NODE_MARK.labels, node.labels !== 0);
  const { nextRel, nextProp, labels } = node;
  if (form.kind === "fixed")
    return {
      unit: fixedNode
        .encode({ ...head, marks: marks >> MARKS_AT, nextRel, nextProp, labels, unused: 0 })
        .subarray(0, FIXED_NODE_BYTES),
    };
  const body = new Body().optional(nextRel).optional(nextProp).optional(labels, 0).done();
  return units(marks, body, form, HIGH_LIMIT_BYTES.node);
}
/** What is behind the fields stays as it was. */
const FIXED_NODE_BYTES = 15;

/** @throws RangeError when it does not fit into what it may take */
export function writeRelationship(
  id: number,
  fields: RelationshipFields,
  form: Form,
  typeBytes: 2 | 3,
): WrittenUnits {
  const { first, second, firstPrevious, firstNext, secondPrevious, secondNext, nextProp } = fields;
  const { type, isFirstInFirst, isFirstInSecond } = fields;
  const marks =
    mark(RELATIONSHIP_MARK.firstInFirst, isFirstInFirst) |
    mark(RELATIONSHIP_MARK.firstInSecond, isFirstInSecond) |
    mark(RELATIONSHIP_MARK.firstNext, firstNext !== NO_ID) |
    mark(RELATIONSHIP_MARK.secondNext, secondNext !== NO_ID) |
    mark(RELATIONSHIP_MARK.nextProp, nextProp !== NO_ID);
  if (form.kind === "fixed")
    return {
      unit: fixedRelationship.encode({
        ...head,
        marks: marks >> MARKS_AT,
        ...{ type, first, second, firstPrevious, firstNext, secondPrevious, secondNext, nextProp },
      }),
    };
  const body = new Body()
    .type(type, typeBytes)
    .optional(nextProp)
    .reference(first)
    .reference(second)
    .reference(isFirstInFirst ? firstPrevious : firstPrevious - id);
  if (firstNext !== NO_ID) body.reference(firstNext - id);
  body.reference(isFirstInSecond ? secondPrevious : secondPrevious - id);
  if (secondNext !== NO_ID) body.reference(secondNext - id);
  return units(marks, body.done(), form, HIGH_LIMIT_BYTES.relationship);
}

/** @throws RangeError when it does not fit into what it may take */
export function writeGroup(group: GroupFields, form: Form, typeBytes: 2 | 3): WrittenUnits {
  const { type, next, firstOut, firstIn, firstLoop, owner } = group;
  const marks =
    mark(GROUP_MARK.firstOut, firstOut !== NO_ID) |
    mark(GROUP_MARK.firstIn, firstIn !== NO_ID) |
    mark(GROUP_MARK.firstLoop, firstLoop !== NO_ID) |
    mark(GROUP_MARK.next, next !== NO_ID);
  if (form.kind === "fixed") {
    const record = {
      ...{ ...head, marks: marks >> MARKS_AT, type: type % 0x1_0000, spare: 0 },
      ...{ typeHigh: Math.floor(type / 0x1_0000), next, firstOut, firstIn, firstLoop, owner },
    };
    const isShort = typeBytes === 2;
    const row = isShort ? fixedGroup16 : fixedGroup24;
    const unused = isShort ? 8 : 7;
    const unit = row.encode({ ...record, unused: Buffer.alloc(unused) } as never);
    return { unit: unit.subarray(0, unit.length - unused) };
  }
  const body = new Body()
    .type(type, typeBytes)
    .optional(firstOut)
    .optional(firstIn)
    .optional(firstLoop)
    .reference(owner)
    .optional(next)
    .done();
  return units(marks, body, form, HIGH_LIMIT_BYTES.group);
}

const MAX_FIXED_ID = 2 ** 48;
const FIXED_PROPERTY_AT = 16;
const LONG_BYTES = 8;
const LONGS_AT = 4;

/**
 * A property record chooses its form itself: fixed, when both ids fit.
 * @param blocks 8 to 32 bytes: its blocks, without what ends them
 */
export function writeProperty(
  id: number,
  { previous, next }: { previous: number; next: number },
  blocks: Buffer,
): WrittenUnits {
  const longs = blocks.length / LONG_BYTES;
  if (previous < MAX_FIXED_ID && next < MAX_FIXED_ID) {
    const whole = fixedProperty.encode({
      ...{ inUse: true, spare: false, isFixed: true, spare2: false, longs, previous, next },
      unused: Buffer.alloc(3),
      blocks: Buffer.concat([blocks, Buffer.alloc(4 * LONG_BYTES - blocks.length)]),
    });
    return { unit: whole.subarray(0, FIXED_PROPERTY_AT + blocks.length) };
  }
  const body = new Body()
    .reference(previous - id)
    .reference(next - id)
    .done();
  const header = Buffer.of(UNIT.inUse | (longs << LONGS_AT));
  return { unit: Buffer.concat([header, body, blocks]) };
}
