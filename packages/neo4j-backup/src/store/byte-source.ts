/**
 * Where the bytes of a store file come from. Reading is synchronous: following chains through promises
 * costs ten times the work itself, so whoever opens the file hands over something that answers at once
 * (a page cache, or the whole file), and runs it where waiting does no harm.
 */
export interface ByteSource {
  /** Size of the file. */
  readonly bytes: number;
  /** `length` bytes from `from` on, fewer at the end: a view that is valid until the next call. */
  read(from: number, length: number): Buffer;
}

/** A source over bytes in memory. */
export const sourceOf = (buffer: Buffer): ByteSource => ({
  bytes: buffer.length,
  read: (from, length) => buffer.subarray(from, from + length),
});
