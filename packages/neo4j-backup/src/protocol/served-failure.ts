/** What a server answers instead of data. Source: spec section 4. */
import { encodeThrowable, type ThrowableName } from "./java-throwable.ts";

export class ServedFailure extends Error {
  /** The serialised exception. */
  readonly payload: Buffer;
  /** The server hangs up after it. */
  readonly closes: boolean;
  /** Version mismatches are answered without the failure bit. */
  readonly hasFailureBit: boolean;
  readonly className: ThrowableName;

  constructor(
    className: ThrowableName,
    message: string,
    {
      closes = false,
      hasFailureBit = true,
      bytes = [],
    }: { closes?: boolean; hasFailureBit?: boolean; bytes?: readonly number[] } = {},
  ) {
    super(message);
    this.name = "ServedFailure";
    this.className = className;
    this.payload = encodeThrowable(className, message, bytes);
    this.closes = closes;
    this.hasFailureBit = hasFailureBit;
  }
}

export const versionMismatch = (
  layer: "application" | "internal",
  expected: number,
  received: number,
): ServedFailure =>
  new ServedFailure(
    "IllegalProtocolVersionException",
    `Unexpected ${layer} protocol version ${received}, expected ${expected}`,
    { hasFailureBit: false, bytes: [expected, received] },
  );
