/** Reads property records of the high-limit formats. Source: records page section 4. */
import { u8 } from "../bytes/integers.ts";
import { NO_ID } from "../bytes/layout.ts";
import { fixedProperty, HIGH_LIMIT_BYTES } from "./high-limit-layouts.ts";
import { type Decoded, isId, type RecordDecoder, UNIT } from "./high-limit-records.ts";
import {
  BLOCKS_AT,
  BLOCKS_BYTES,
  type PropertyFields,
  type PropertyView,
} from "./record-fields.ts";
import { readReference, referenceBytes } from "./references.ts";

const PROPERTY = { isFixed: 4, longsAt: 4 } as const;
const MAX_LONGS = 4;
const LONG_BYTES = 8;
const FIXED_BLOCKS_AT = 16;

/**
 * Property records never have two units. Their blocks are laid where a standard record has them, and ended by
 * zeros, so that whoever reads blocks needs to know one shape only.
 */
export class PropertyDecoder implements RecordDecoder<PropertyView & PropertyFields> {
  readonly record = new NormalProperty();
  readonly secondUnit = NO_ID;
  readonly #fixed = fixedProperty.view();

  decode(buffer: Buffer, at: number, id: number): Decoded {
    const decoded = this.#decode(buffer, at, id);
    if (decoded !== "record") this.record.buffer.fill(0, BLOCKS_AT);
    return decoded;
  }

  #decode(buffer: Buffer, at: number, id: number): Decoded {
    const { record } = this;
    const header = u8(buffer, at);
    if (!(header & UNIT.inUse)) return "free";
    const longs = header >> PROPERTY.longsAt;
    if (longs > MAX_LONGS) return "it holds more than 4 longs";
    let from = FIXED_BLOCKS_AT;
    if (header & PROPERTY.isFixed) {
      const view = this.#fixed;
      view.buffer = buffer;
      view.at = at;
      record.previous = view.previous;
      record.next = view.next;
    } else {
      const nextAt = 1 + referenceBytes(u8(buffer, at + 1));
      from = nextAt + referenceBytes(u8(buffer, at + nextAt));
      record.previous = readReference(buffer, at + 1) + id;
      record.next = readReference(buffer, at + nextAt) + id;
      if (!isId(record.previous) || !isId(record.next))
        return "it refers to an id that no file can hold";
    }
    const bytes = longs * LONG_BYTES;
    if (from + bytes > HIGH_LIMIT_BYTES.property) return "it reaches over its end";
    record.buffer.set(buffer.subarray(at + from, at + from + bytes), BLOCKS_AT);
    record.buffer.fill(0, BLOCKS_AT + bytes);
    return "record";
  }
}

class NormalProperty implements PropertyView, PropertyFields {
  previous = NO_ID;
  next = NO_ID;
  readonly buffer = Buffer.alloc(BLOCKS_AT + BLOCKS_BYTES);
  readonly at = 0;
  readonly blocks = this.buffer.subarray(BLOCKS_AT);
}
