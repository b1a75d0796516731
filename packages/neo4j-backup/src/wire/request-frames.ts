/** Takes requests off a connection, on a server's side. Source: spec section 1. */
import { u32 } from "../bytes/integers.ts";
import { frameHead, MIN_FRAME_LENGTH } from "./frame.ts";

const LENGTH_BYTES = 4;
/** Requests have 40 bytes; whatever is much longer is dropped unread. */
const MAX_REQUEST_BYTES = 64 * 1024;

export interface RequestFrame {
  more: boolean;
  internalVersion: number;
  applicationVersion: number;
  piece: Buffer;
}

/**
 * The frames that arrive. A length that is no frame's is passed over like the real server does: the
 * bytes it announces are dropped, the connection stays open.
 */
export async function* requestFrames(bytes: AsyncIterable<Buffer>): AsyncGenerator<RequestFrame> {
  let have = Buffer.alloc(0);
  let drop = 0;
  for await (const arrived of bytes) {
    const dropped = Math.min(drop, arrived.length);
    drop -= dropped;
    have = Buffer.concat([have, arrived.subarray(dropped)]);
    while (drop === 0 && have.length >= LENGTH_BYTES) {
      const length = u32(have, 0);
      if (length < MIN_FRAME_LENGTH || length > MAX_REQUEST_BYTES) {
        const total = LENGTH_BYTES + length;
        const now = Math.min(total, have.length);
        drop = total - now;
        have = have.subarray(now);
        continue;
      }
      if (have.length < LENGTH_BYTES + length) break;
      const { more, internalVersion, applicationVersion } = frameHead.read(have);
      const piece = Buffer.from(have.subarray(frameHead.size, LENGTH_BYTES + length));
      have = have.subarray(LENGTH_BYTES + length);
      yield { more, internalVersion, applicationVersion, piece };
    }
  }
}
