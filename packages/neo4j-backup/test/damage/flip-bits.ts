/** Flips one bit of a record that is in use. */
import { STORES, type StoreName } from "../../src/store/records.ts";
import { StoreEditor } from "./store-editor.ts";

/**
 * In dynamic stores only of the headers: what a text says no checker knows.
 * @returns where
 */
export function flipBits(directory: string, seed: number): string {
  const editor = new StoreEditor(directory, seed);
  const stores = (Object.keys(STORES) as StoreName[]).filter(
    (store) => editor.all(store).length > 0,
  );
  const store = editor.one(stores);
  const { id } = editor.some(store);
  const { file, recordBytes } = editor.format.stores[store];
  const size = recordBytes ?? editor.format.dynamicHeader.size;
  const bit = Math.floor(editor.random() * size * 8);
  const at = id * editor.recordBytes(store) + (bit >> 3);
  const bytes = Buffer.from(editor.file(file));
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (bit & 7)), at);
  editor.replace(file, bytes);
  editor.save();
  return `${store} ${id}, bit ${bit}`;
}
