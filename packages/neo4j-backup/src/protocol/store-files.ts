/**
 * The files of a full answer, as a stream.
 * Grammar (spec section 3.1): `u16 nameLength, UTF-16BE name, u8 hasData, [dialect 2: i32 recordSize],
 * blocks`, until nameLength 0. Block: `u8 h, data`; h = 0 means 255 bytes and more to come, h > 0
 * means h bytes and the end.
 */
import { u8, u16 } from "../bytes/integers.ts";
import { BackupError } from "../catalogue/errors.ts";
import type { MessageReader } from "../wire/message.ts";
import type { Dialect } from "./dialects.ts";
import { MAX_NAME_UNITS, safePath } from "./file-names.ts";

const FULL_BLOCK = 255;
export const MAX_FILES = 100_000;
/** Characters of all names of one answer: they are kept until the manifest is written. */
export const MAX_ALL_NAME_UNITS = 8 * 1024 * 1024;

/** Where a file's bytes go. `write` copies what it is given; a promise means: wait. */
export interface FileSink {
  write(chunk: Buffer, from: number, to: number): Promise<void> | undefined;
  /** The file is whole. */
  close(): Promise<void>;
  /** The file will never be whole: what was written is of no use. */
  abandon(): Promise<void>;
}
export interface StoreFilesSink {
  /** @param path relative, `/` between parts, safe */
  open(path: string): Promise<FileSink>;
}

function decodeName(bytes: Buffer): string {
  let name = "";
  for (let i = 0; i < bytes.length; i += 2) name += String.fromCharCode(u16(bytes, i));
  return name;
}

/**
 * Reads all files of a full answer.
 * @returns how many there were
 * @throws BackupError unsafe-file-name, bad-frame, limit-exceeded, unexpected-answer
 */
export async function readStoreFiles(
  reader: MessageReader,
  dialect: Dialect,
  sink: StoreFilesSink,
): Promise<number> {
  const seen = new Set<string>();
  let nameUnits = 0;
  for (;;) {
    const units = await reader.takeU16("a file name's length");
    if (units === 0) return seen.size;
    if (units > MAX_NAME_UNITS)
      throw new BackupError("unsafe-file-name", {
        detail: `a file name of ${units} characters, expected at most ${MAX_NAME_UNITS}`,
      });
    const path = safePath(decodeName(await reader.take(units * 2, "a file name")));
    if (seen.has(path))
      throw new BackupError("unexpected-answer", { detail: `the file ${path} came twice` });
    seen.add(path);
    nameUnits += units;
    if (seen.size > MAX_FILES || nameUnits > MAX_ALL_NAME_UNITS)
      throw new BackupError("limit-exceeded", {
        detail: `${seen.size} files with ${nameUnits} characters of names, expected at most ${MAX_FILES} with ${MAX_ALL_NAME_UNITS}`,
      });
    const hasData = await reader.takeU8("a file's flag");
    if (hasData > 1)
      throw new BackupError("bad-frame", {
        detail: `expected 0 or 1 behind the name of ${path}, found ${hasData}`,
      });
    const file = await sink.open(path);
    try {
      if (hasData) {
        if (dialect.hasRecordSize) await reader.take(4, "a record size");
        await readBlocks(reader, file, path);
      }
    } catch (error) {
      await file.abandon();
      throw error;
    }
    await file.close();
  }
}

async function readBlocks(reader: MessageReader, file: FileSink, path: string): Promise<void> {
  let left = 0;
  let last = false;
  for (;;) {
    if (reader.at === reader.end && !(await reader.fill()))
      throw new BackupError("bad-frame", { detail: `the answer ended inside ${path}` });
    const { chunk, end } = reader;
    let at = reader.at;
    let gathered = at;
    const from = at;
    let done = false;
    // The one-byte block heads are closed up in place, then the whole run is handed over at once.
    while (at < end && !done) {
      if (left === 0) {
        const head = u8(chunk, at++);
        last = head !== 0;
        left = last ? head : FULL_BLOCK;
      }
      const take = Math.min(left, end - at);
      chunk.copyWithin(gathered, at, at + take);
      gathered += take;
      at += take;
      left -= take;
      done = last && left === 0;
    }
    reader.at = at;
    const wait = file.write(chunk, from, gathered);
    if (wait) await wait;
    if (done) return;
  }
}
