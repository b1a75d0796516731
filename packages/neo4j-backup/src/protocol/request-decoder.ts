/** Reads requests, as a server does. Source: spec section 2; failures as a real 2.3.3 gives them. */
import { u8 } from "../bytes/integers.ts";
import { REQUEST, requestLayout } from "./requests.ts";
import { ServedFailure } from "./served-failure.ts";

export type Request =
  | { kind: "full"; gatherForensics: boolean }
  /** `lastTx` may be any 64-bit value. */
  | { kind: "incremental"; lastTx: bigint };

const KNOWN_TYPES = Object.keys(REQUEST).length;

/** @throws ServedFailure; the ones after which the connection is of no use are marked so */
export function decodeRequest(message: Buffer): Request {
  const type = message.length > 0 ? u8(message, 0) : -1;
  if (type >= KNOWN_TYPES)
    throw new ServedFailure(
      "ArrayIndexOutOfBoundsException",
      `request type ${type}, expected less than ${KNOWN_TYPES}`,
      { closes: true },
    );
  if (message.length < requestLayout.size)
    throw new ServedFailure(
      "IndexOutOfBoundsException",
      `a request of ${message.length} bytes, expected at least ${requestLayout.size}`,
      { closes: true },
    );
  const { lastTx } = requestLayout.read(message);
  if (type === REQUEST.incremental) return { kind: "incremental", lastTx };
  const flag = message.length > requestLayout.size ? u8(message, requestLayout.size) : 0;
  if (flag > 1)
    throw new ServedFailure("IllegalArgumentException", `forensics flag ${flag}, expected 0 or 1`);
  return { kind: "full", gatherForensics: flag === 1 };
}
