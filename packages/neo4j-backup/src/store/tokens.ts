/** Names of labels, relationship types and property keys. Source: spec sections 6 and 14. */
import { u32 } from "../bytes/integers.ts";
import { NO_ID } from "../bytes/layout.ts";
import { BackupError } from "../catalogue/errors.ts";
import { dynamicHeader, nameTokenRecord, propertyKeyRecord, STORES } from "./records.ts";

/** What a token store consists of: its file, that of its names, and its record. */
export const TOKEN_STORES = {
  label: { tokens: STORES.labels, names: STORES.labelNames, record: nameTokenRecord },
  relationshipType: {
    tokens: STORES.relationshipTypes,
    names: STORES.relationshipTypeNames,
    record: nameTokenRecord,
  },
  propertyKey: {
    tokens: STORES.propertyKeys,
    names: STORES.propertyKeyNames,
    record: propertyKeyRecord,
  },
} as const;
export type TokenKind = keyof typeof TOKEN_STORES;

/** A name of more blocks than this is no name. */
const MAX_NAME_BLOCKS = 4096;

function nameAt(names: Buffer, first: number, what: string): string {
  const bad = () =>
    new BackupError("damaged-backup", { detail: `the name of ${what} cannot be read` });
  if (names.length < 4) throw bad();
  const size = u32(names, 0);
  const pieces: Buffer[] = [];
  for (let id = first; id !== NO_ID; ) {
    const at = id * size;
    if (size <= dynamicHeader.size || at + size > names.length || pieces.length > MAX_NAME_BLOCKS)
      throw bad();
    const { inUse, length, next } = dynamicHeader.read(names, at);
    if (!inUse || length > size - dynamicHeader.size) throw bad();
    const from = at + dynamicHeader.size;
    pieces.push(names.subarray(from, from + length));
    id = next;
  }
  return Buffer.concat(pieces).toString("utf8");
}

/**
 * Ids by name.
 * @param tokens the token store's file
 * @param names the file of its names
 * @throws BackupError damaged-backup
 */
export function decodeTokens(kind: TokenKind, tokens: Buffer, names: Buffer): Map<string, number> {
  const { record, tokens: store } = TOKEN_STORES[kind];
  const found = new Map<string, number>();
  for (let id = 0; (id + 1) * record.size <= tokens.length; id++) {
    const { inUse, nameId } = record.read(tokens, id * record.size);
    if (inUse) found.set(nameAt(names, nameId, `token ${id} of ${store.file}`), id);
  }
  return found;
}
