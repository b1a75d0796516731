/** The first long of a property block, as a view: what a scan needs of each, without an object. */
import { bits, bitsField, byteField, layout, u16Field, u32Field } from "../bytes/layout.ts";
import { blockLongs, PROPERTY_TYPE } from "../store/property-values.ts";

export const LONG_BYTES = 8;

/** Big-endian: bits 63 to 32 lie first. Bits 28 to 63 are the value, or how it is kept. */
export const blockHead = layout("property block", LONG_BYTES, {
  top: u32Field(0),
  nibble: bitsField(bits(4, 4, 4)),
  type: bitsField(bits(4, 0, 4)),
  keyHigh: byteField(5),
  keyLow: u16Field(6),
});
export type BlockHead = ReturnType<typeof blockHead.view>;

export const headKey = (head: BlockHead): number => head.keyHigh * 0x1_0000 + head.keyLow;
/** The id in a block that refers to the string or the array store. */
export const headReference = (head: BlockHead): number => head.top * 16 + head.nibble;

const UNKNOWN = 0xff;
/** By type and bits 28 to 43, which tell the length of every block. Filled as they are met. */
const lengths = new Uint8Array(2 ** 20).fill(UNKNOWN);

/** How many longs the block takes; 0 when no block begins so. */
export function headLongs(head: BlockHead): number {
  const index = (head.type << 16) | ((head.top & 0xfff) << 4) | head.nibble;
  const known = lengths[index] as number;
  if (known !== UNKNOWN) return known;
  let longs = blockLongs(head.buffer, head.at);
  if (head.type === PROPERTY_TYPE.shortArray && (head.nibble < 1 || head.nibble > MAX_ELEMENT))
    longs = 0;
  lengths[index] = longs;
  return longs;
}
/** Elements of short arrays have the codes of the types up to double. */
const MAX_ELEMENT = PROPERTY_TYPE.double;
