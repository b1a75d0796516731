/** Tokens as a store has them, broken ones included; `decodeTokens` gives the names alone. */
import type { ByteSource } from "./byte-source.ts";
import { type ChainProblem, dynamicPages, readChain } from "./dynamic-records.ts";
import { RecordPages } from "./record-pages.ts";
import type { DynamicHeader } from "./records.ts";
import { TOKEN_STORES, type TokenKind } from "./tokens.ts";

export interface Token {
  id: number;
  nameId: number;
  /** What of its name can be read. */
  name: string;
  /** The records that hold the name. */
  nameRecords: number[];
  problem: ChainProblem | undefined;
}

const IN_USE = 1;
/** Far above any store: tokens are kept in memory. */
export const MAX_TOKENS = 2 ** 24;

/**
 * The tokens in use, by id.
 * @param tokens the token store's file
 * @param names the file of its names
 * @param header of their records; that of the standard formats by default
 * @throws BackupError damaged-backup when the file of names begins with no record size
 */
export function readTokens(
  kind: TokenKind,
  tokens: ByteSource,
  names: ByteSource,
  header?: DynamicHeader,
): Map<number, Token> {
  const row = TOKEN_STORES[kind];
  const pages = new RecordPages(row.record as (typeof TOKEN_STORES)["label"]["record"], tokens);
  const found = new Map<number, Token>();
  if (pages.count === 0) return found;
  const chains = dynamicPages(names, row.names.file, header);
  pages.scan(
    (view, id) => {
      // What Neo4j 2.3.3 takes for in use: no other value than 1.
      if (view.inUse !== IN_USE) return;
      const { nameId } = view;
      const { data, ids, problem } = readChain(chains, nameId);
      found.set(id, { id, nameId, name: data.toString("utf8"), nameRecords: ids, problem });
    },
    0,
    MAX_TOKENS,
  );
  return found;
}
