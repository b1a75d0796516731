/** What a store version means for whoever has a backup of it. */
import { BackupError } from "../catalogue/errors.ts";
import { isHighLimit, type StoreFormat } from "../catalogue/neo4j-versions.ts";
import { DIALECTS } from "../protocol/dialects.ts";
import { assertStandardRecords, neo4jOf, STORE_VERSIONS } from "../store/store-versions.ts";

/**
 * What the tables of this engine say of a store version.
 * @param version as the store says it, for example `v0.A.8`
 * @param dialect of the server that sent it, where that is known: of two lines that write the same format it tells which
 */
export function storeFormat(version: string, dialect?: 1 | 2): StoreFormat {
  const row = STORE_VERSIONS[version];
  const canBeChecked = row !== undefined && checks(row);
  return {
    version,
    neo4j: neo4jOf(version, dialect),
    isHighLimit: isHighLimit(version),
    isSupported: row !== undefined,
    canBeChecked,
    canBeRolledForward: canBeChecked && row.rebuildsIndexes,
    ...(dialect ? { dialect: { number: dialect, spokenBy: DIALECTS[dialect].spokenBy } } : {}),
  };
}

/** By what the check itself asks before it begins. */
function checks(row: (typeof STORE_VERSIONS)[string]): boolean {
  try {
    assertStandardRecords(row);
    return true;
  } catch (error) {
    if (error instanceof BackupError && error.code === "not-checkable") return false;
    throw error;
  }
}
