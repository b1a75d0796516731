/** Writes answers, as a server does: the counterpart of the readers. Source: spec section 3. */
import { putI32, putU8, putU16 } from "../bytes/integers.ts";
import { type StoreId, storeIdLayout } from "../store/store-id.ts";
import type { MessageWriter } from "../wire/message-writer.ts";
import { MAX_NAME_UNITS } from "./file-names.ts";

const FULL_BLOCK = 255;
export const TRANSACTIONS_FOLLOW = 1;

const RECORD_SIZE_BYTES = 4;

/** `u16 nameLength, UTF-16BE name, u8 hasData, [dialect 2 and hasData: i32 recordSize]`. */
function fileHead(path: string, hasData: boolean, recordBytes: number | undefined): Buffer {
  if (path.length === 0 || path.length > MAX_NAME_UNITS)
    throw new Error(`a file name of ${path.length} characters`);
  const flagAt = 2 + path.length * 2;
  const hasSize = hasData && recordBytes !== undefined;
  const head = Buffer.alloc(flagAt + 1 + (hasSize ? RECORD_SIZE_BYTES : 0));
  putU16(head, 0, path.length);
  for (let i = 0; i < path.length; i++) putU16(head, 2 + i * 2, path.charCodeAt(i));
  putU8(head, flagAt, hasData ? 1 : 0);
  if (hasSize) putI32(head, flagAt + 1, recordBytes);
  return head;
}

/**
 * One file of a full answer.
 * @param file how many `bytes` the pieces will give: the last block says that it is the last. In dialect 2 the size
 *   of its records, 1 where it has none
 * @throws Error when there are fewer; more are left out
 */
export async function writeStoreFile(
  writer: MessageWriter,
  { path, bytes, recordBytes }: { path: string; bytes: number; recordBytes?: number | undefined },
  pieces: AsyncIterable<Buffer>,
): Promise<void> {
  await writer.put(fileHead(path, bytes > 0, recordBytes));
  let left = bytes;
  let blockLeft = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length && left > 0; ) {
      if (writer.room < 2) await writer.flush();
      if (blockLeft === 0) {
        blockLeft = Math.min(FULL_BLOCK, left);
        writer.putByte(left > FULL_BLOCK ? 0 : blockLeft);
      }
      const take = Math.min(blockLeft, piece.length - at, writer.room);
      writer.copy(piece, at, at + take);
      at += take;
      left -= take;
      blockLeft -= take;
    }
    if (left === 0) break;
  }
  if (left > 0) throw new Error(`${path} became ${left} bytes shorter while it was sent`);
}

export const writeEndOfFiles = (writer: MessageWriter): Promise<void> =>
  writer.put(Buffer.from([0, 0]));

/** The store id and what follows it. */
export const writeStoreId = (writer: MessageWriter, store: StoreId): Promise<void> =>
  writer.put(Buffer.concat([storeIdLayout.encode(store), Buffer.from([TRANSACTIONS_FOLLOW])]));
