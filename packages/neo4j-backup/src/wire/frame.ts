/**
 * Frames of the backup protocol.
 * Source: spec section 1. Grammar: `u32 length` (excludes itself), then 2 header bytes, then a piece
 * of the message. Header byte 0: bit 0 = more frames follow, bit 1 = failure, bits 2..6 = internal
 * protocol version; byte 1 = application protocol version.
 */
import { bits, bitsField, byteField, flagField, layout, u32Field } from "../bytes/layout.ts";

export const INTERNAL_VERSION = 2;
/** Largest legal value of the length field: 4 MiB and the slack that servers use. */
export const MAX_FRAME_LENGTH = 4 * 1024 * 1024 + 4;
export const MIN_FRAME_LENGTH = 2;

export const frameHead = layout("frame head", 6, {
  length: u32Field(0),
  more: flagField(4, 0),
  failure: flagField(4, 1),
  internalVersion: bitsField(bits(4, 2, 5)),
  spare: flagField(4, 7),
  applicationVersion: byteField(5),
});

/** One frame that holds a whole message. */
export function encodeFrame(applicationVersion: number, message: Buffer, failure = false): Buffer {
  const head = frameHead.encode({
    length: message.length + 2,
    more: false,
    failure,
    internalVersion: INTERNAL_VERSION,
    spare: false,
    applicationVersion,
  });
  return Buffer.concat([head, message]);
}
