/** What the threads of a restore share: the files to copy, and how far they are. */
import type { ErrorCode } from "../catalogue/errors.ts";

export interface CopiedFile {
  path: string;
  bytes: number;
  /** SHA-256 of the whole file; undefined when there is no manifest to compare with. */
  sha256: string | undefined;
  /** Only these first bytes are copied, though all are compared; undefined: all of them. */
  cutAt?: number;
  /** Only these first bytes are read at all: it is added to meanwhile. */
  upTo?: number;
  /** Bytes that are compared as zeros, and copied as they are. */
  mask?: { from: number; length: number };
}

/** Slots of `control`. */
export const COPY_CONTROL = { nextFile: 0, stop: 1, filesDone: 2, length: 3 } as const;

export interface CopyPlan {
  from: string;
  into: string;
  files: CopiedFile[];
  /** The file system shares blocks between copies: nothing is written then, but all is read. */
  isCloning: boolean;
  control: Int32Array;
  /** One slot: bytes that were compared and copied. */
  bytes: BigInt64Array;
}

/** What a thread says at its end. */
export type CopyThreadEnd =
  | { done: true }
  | { refused: { code: ErrorCode; detail?: string | undefined; file?: string | undefined } }
  | { failed: string };

export const copyPlan = (
  given: Pick<CopyPlan, "from" | "into" | "files" | "isCloning">,
): CopyPlan => ({
  ...given,
  control: new Int32Array(new SharedArrayBuffer(COPY_CONTROL.length * 4)),
  bytes: new BigInt64Array(new SharedArrayBuffer(8)),
});
