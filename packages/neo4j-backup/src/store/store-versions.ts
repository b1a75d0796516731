/** What differs between store versions: one row each. Source: spec section 7, differences section 7. */
import { BackupError } from "../catalogue/errors.ts";

export interface StoreVersionRow {
  /** As in neostore record 4. */
  version: string;
  /** The Neo4j versions that write and open it, as people say it. */
  neo4j: string;
  /** Version byte of the check point entries that this tool writes. */
  entryVersion: number;
  neostoreRecords: number;
  /** Recovery starts at a check point in the log. */
  hasCheckPoints: boolean;
}

export const STORE_VERSIONS: Readonly<Record<string, StoreVersionRow>> = {
  "v0.A.6": {
    version: "v0.A.6",
    neo4j: "Neo4j 2.3",
    entryVersion: 251,
    neostoreRecords: 13,
    hasCheckPoints: true,
  },
};

/** Versions that are known by name only, for messages. */
const OTHER_VERSIONS: Readonly<Record<string, string>> = {
  "v0.A.0": "Neo4j 1.9",
  "v0.A.1": "Neo4j 2.0",
  "v0.A.3": "Neo4j 2.1",
  "v0.A.5": "Neo4j 2.2",
  "v0.A.7": "Neo4j 3.0 or 3.1",
  "v0.A.8": "Neo4j 3.2 or 3.3",
  "v0.A.9": "Neo4j 3.4 or 3.5",
};

/** `Neo4j 2.3`, or the version itself when it is not known. */
export const neo4jOf = (version: string): string =>
  STORE_VERSIONS[version]?.neo4j ?? OTHER_VERSIONS[version] ?? `store version ${version}`;

/** @throws BackupError unsupported-store-version */
export function storeVersionRow(version: string): StoreVersionRow {
  const row = STORE_VERSIONS[version];
  if (row) return row;
  const known = Object.values(STORE_VERSIONS).map((r) => `${r.version} (${r.neo4j})`);
  throw new BackupError("unsupported-store-version", {
    detail: `expected ${known.join(" or ")}, found ${version} (${neo4jOf(version)})`,
  });
}
