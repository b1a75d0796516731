/** Reads of files that somebody else may be writing to. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";

const PIECE_BYTES = 256 * 1024;

/** The bytes `from` to `to` (exclusive) in pieces; fewer when the file is shorter. */
export function pieces(path: string, from: number, to: number): AsyncIterable<Buffer> {
  if (to <= from) return none();
  return createReadStream(path, { start: from, end: to - 1, highWaterMark: PIECE_BYTES });
}

async function* none(): AsyncGenerator<Buffer> {}

/** The first `bytes` of a file, fewer when it is shorter. */
export async function head(path: string, bytes: number): Promise<Buffer> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
