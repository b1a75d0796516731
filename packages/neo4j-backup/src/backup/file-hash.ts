/** SHA-256 of a file, with marks on the way that tell where a changed file first differs. */
import { createHash, type Hash } from "node:crypto";

export const MARK_EVERY_BYTES = 1024 * 1024;
const MARK_BYTES = 4;

export interface HashedFile {
  sha256: string;
  /**
   * For n = 1, 2, ...: the first 4 bytes of the SHA-256 of the file's first n MiB, in base64. Undefined
   * for files under 1 MiB.
   */
  marks?: string;
}

export class FileHash {
  #hash: Hash = createHash("sha256");
  #marks: Buffer[] = [];
  #bytes = 0;

  /** Another one that has seen the same bytes. */
  copy(): FileHash {
    const other = new FileHash();
    other.#hash = this.#hash.copy();
    other.#marks = [...this.#marks];
    other.#bytes = this.#bytes;
    return other;
  }

  /** Of the bytes so far; more may follow. */
  sha256(): string {
    return this.#hash.copy().digest("hex");
  }

  update(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      const room = MARK_EVERY_BYTES - (this.#bytes % MARK_EVERY_BYTES);
      const take = Math.min(room, bytes.length - at);
      this.#hash.update(bytes.subarray(at, at + take));
      at += take;
      this.#bytes += take;
      if (take === room) this.#marks.push(this.#hash.copy().digest().subarray(0, MARK_BYTES));
    }
  }

  digest(): HashedFile {
    return {
      sha256: this.#hash.digest("hex"),
      ...(this.#marks.length > 0 ? { marks: Buffer.concat(this.#marks).toString("base64") } : {}),
    };
  }
}

/**
 * Where a file of `bytes` bytes that was changed differs first, as far as its marks tell.
 * @returns end exclusive
 */
export function firstDifference(
  written: { marks?: string | undefined },
  found: { marks?: string | undefined },
  bytes: number,
): [from: number, to: number] {
  if (written.marks === undefined || found.marks === undefined) return [0, bytes];
  const before = Buffer.from(written.marks, "base64");
  const now = Buffer.from(found.marks, "base64");
  let n = 0;
  while (
    (n + 1) * MARK_BYTES <= Math.min(before.length, now.length) &&
    before
      .subarray(n * MARK_BYTES, (n + 1) * MARK_BYTES)
      .equals(now.subarray(n * MARK_BYTES, (n + 1) * MARK_BYTES))
  )
    n++;
  return [n * MARK_EVERY_BYTES, Math.min((n + 1) * MARK_EVERY_BYTES, bytes)];
}
