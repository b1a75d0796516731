/** Names of labels, types and keys: those of the base, and those that the log added. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { IndexMeta } from "../history/index-format.ts";
import type { TokenNames } from "../history/transaction-detail.ts";
import { sourceOf } from "../store/byte-source.ts";
import { NEOSTORE, NEOSTORE_HEAD_BYTES, recordsOf, storeVersionOf } from "../store/neostore.ts";
import { recordFormat } from "../store/record-formats.ts";
import { STORE_VERSIONS } from "../store/store-versions.ts";
import { readTokens } from "../store/token-names.ts";
import { TOKEN_STORES, type TokenKind } from "../store/tokens.ts";
import { trailerBytes } from "../store/trailers.ts";
import { io, readHead } from "./durable.ts";

export class KnownTokens implements TokenNames {
  readonly #names: Record<TokenKind, Map<number, string>> = {
    label: new Map(),
    relationshipType: new Map(),
    propertyKey: new Map(),
  };

  set(kind: TokenKind, id: number, name: string): void {
    this.#names[kind].set(id, name);
  }
  label(id: number): string {
    return this.#names.label.get(id) ?? `label ${id}`;
  }
  type(id: number): string {
    return this.#names.relationshipType.get(id) ?? `type ${id}`;
  }
  propertyKey(id: number): string {
    return this.#names.propertyKey.get(id) ?? `key ${id}`;
  }
  /** Names of a kind, with their ids, in alphabetical order. */
  list(kind: TokenKind): { id: number; name: string }[] {
    return [...this.#names[kind]]
      .map(([id, name]) => ({ id, name }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

/**
 * @param added the tokens of the log files, in order
 * @throws BackupError damaged-backup, io-failure
 */
export async function readKnownTokens(
  directory: string,
  added: IndexMeta["newTokens"][],
): Promise<KnownTokens> {
  const known = new KnownTokens();
  const head = await readHead(join(directory, NEOSTORE), NEOSTORE_HEAD_BYTES);
  const { dynamicHeader } = recordFormat(recordsOf(head));
  const version = storeVersionOf(head);
  for (const kind of Object.keys(TOKEN_STORES) as TokenKind[]) {
    const { tokens, names } = TOKEN_STORES[kind];
    const read = async (file: string): Promise<Buffer> => {
      const whole = await io(file, () => readFile(join(directory, file)));
      const behind = STORE_VERSIONS[version]?.hasTrailers ? trailerBytes(file, whole, version) : 0;
      return whole.subarray(0, whole.length - behind);
    };
    const found = readTokens(
      kind,
      sourceOf(await read(tokens.file)),
      sourceOf(await read(names.file)),
      dynamicHeader,
    );
    for (const { id, name } of found.values()) known.set(kind, id, name);
  }
  for (const tokens of added) for (const [kind, id, name] of tokens) known.set(kind, id, name);
  return known;
}
