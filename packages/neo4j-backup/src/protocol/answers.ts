/** Writes answers, as a server does: the counterpart of the readers. Source: spec section 3. */
import { putU8, putU16 } from "../bytes/integers.ts";
import { type StoreId, storeIdLayout } from "../store/store-id.ts";
import type { MessageWriter } from "../wire/message-writer.ts";
import { MAX_NAME_UNITS } from "./file-names.ts";

const FULL_BLOCK = 255;
export const TRANSACTIONS_FOLLOW = 1;

/** `u16 nameLength, UTF-16BE name, u8 hasData`. */
function fileHead(path: string, hasData: boolean): Buffer {
  if (path.length === 0 || path.length > MAX_NAME_UNITS)
    throw new Error(`a file name of ${path.length} characters`);
  const head = Buffer.alloc(2 + path.length * 2 + 1);
  putU16(head, 0, path.length);
  for (let i = 0; i < path.length; i++) putU16(head, 2 + i * 2, path.charCodeAt(i));
  putU8(head, head.length - 1, hasData ? 1 : 0);
  return head;
}

/**
 * One file of a full answer.
 * @param bytes how many `pieces` will give: the last block says that it is the last
 * @throws Error when there are fewer; more are left out
 */
export async function writeStoreFile(
  writer: MessageWriter,
  path: string,
  bytes: number,
  pieces: AsyncIterable<Buffer>,
): Promise<void> {
  await writer.put(fileHead(path, bytes > 0));
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
