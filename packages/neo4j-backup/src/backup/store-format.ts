/** What a store version means for whoever has a backup of it. */
import { isHighLimit, type StoreFormat } from "../catalogue/neo4j-versions.ts";
import { DIALECTS } from "../protocol/dialects.ts";
import { neo4jOf, STORE_VERSIONS } from "../store/store-versions.ts";

/**
 * What the tables of this engine say of a store version.
 * @param version as the store says it, for example `v0.A.8`
 * @param dialect of the server that sent it, where that is known: of two lines that write the same format it tells which
 */
export function storeFormat(version: string, dialect?: 1 | 2): StoreFormat {
  const row = STORE_VERSIONS[version];
  return {
    version,
    neo4j: neo4jOf(version, dialect),
    isHighLimit: isHighLimit(version),
    isSupported: row !== undefined,
    canBeChecked: row?.records !== undefined,
    canBeRolledForward: row?.rebuildsIndexes ?? false,
    ...(dialect ? { dialect: { number: dialect, spokenBy: DIALECTS[dialect].spokenBy } } : {}),
  };
}
