/** What differs between store versions: one row each. Source: spec section 7, differences section 7. */
import { BackupError } from "../catalogue/errors.ts";
import { NEO4J_OF } from "../catalogue/neo4j-versions.ts";
import { PROPERTY_TYPE } from "./property-values.ts";
import type { RecordFormatName } from "./record-formats.ts";

export interface StoreVersionRow {
  /** As in neostore record 4. */
  version: string;
  /** The Neo4j versions that write and open it, as people say it. */
  neo4j: string;
  /** The wire dialects of the servers that write it, see `protocol/dialects`. */
  dialects: readonly (1 | 2)[];
  /** Version byte of the check point entries that this tool writes where no transaction shows one. */
  entryVersion: number;
  neostoreRecords: number;
  /** How its records are laid out, see `record-formats`. */
  records: RecordFormatName;
  /** The highest type of property block that it has. */
  lastBlockType: number;
  /**
   * A schema rule that grew over one record leaves the second one in use behind when it is written again.
   * Seen: 3.3.5 to 3.5.0-beta03, after a uniqueness constraint was made; the official checker does not mind.
   */
  leavesRuleTails: boolean;
  /**
   * A store without label scan store and schema indexes may get transactions to recover: Neo4j builds them anew and
   * is right about them. Seen: 2.3.3, 3.0.7, 3.1.9 and 3.2.9 are; 3.3.5, 3.4.18 and 3.5.0-beta03 are not, and 3.2
   * and 3.3 write the same format.
   */
  rebuildsIndexes: boolean;
  /**
   * Its log holds check points, and recovery reads every log file from there on. Without them recovery replays the
   * one log file that record 2 of `neostore` names, and nothing else: transactions are added to that file.
   */
  hasCheckPoints: boolean;
  /** A store file that was closed cleanly ends in a text, see `store/trailers`. */
  hasTrailers: boolean;
}

const row = (
  version: string,
  dialects: StoreVersionRow["dialects"],
  entryVersion: number,
  neostoreRecords: number,
  {
    records = "standard",
    lastBlockType = PROPERTY_TYPE.shortArray,
    leavesRuleTails = false,
    rebuildsIndexes = true,
    hasCheckPoints = true,
    hasTrailers = false,
  }: Partial<StoreVersionRow> = {},
): StoreVersionRow => ({
  version,
  neo4j: NEO4J_OF[version] as string,
  dialects,
  entryVersion: entryVersion & 0xff,
  neostoreRecords,
  records,
  lastBlockType,
  leavesRuleTails,
  rebuildsIndexes,
  hasCheckPoints,
  hasTrailers,
});
const named = { leavesRuleTails: true, rebuildsIndexes: false } as const;
const namedWithPoints = { ...named, lastBlockType: PROPERTY_TYPE.temporal } as const;
const highLimit = { records: "high limit" } as const;
const ROWS: readonly StoreVersionRow[] = [
  row("v0.A.5", [1], -4, 11, { hasCheckPoints: false, hasTrailers: true }),
  row("v0.A.6", [1], -5, 13),
  row("v0.A.7", [1, 2], -9, 15),
  row("v0.A.8", [2], -10, 15, named),
  row("v0.A.9", [2], -10, 15, namedWithPoints),
  row("vE.H.0b", [1], -9, 15, { records: "high limit, 16-bit types" }),
  row("vE.H.2", [2], -10, 15, highLimit),
  row("vE.H.3", [2], -10, 15, { ...named, ...highLimit }),
  row("vE.H.4", [2], -10, 15, { ...namedWithPoints, ...highLimit }),
];
export const STORE_VERSIONS: Readonly<Record<string, StoreVersionRow>> = Object.fromEntries(
  ROWS.map((one) => [one.version, one]),
);

/** Two lines write the same format: the dialect tells which. */
const BY_DIALECT: Readonly<Record<string, Readonly<Record<1 | 2, string>>>> = {
  "v0.A.7": { 1: "Neo4j 3.0", 2: "Neo4j 3.1" },
};

/**
 * `Neo4j 2.3`, or the version itself when it is not known.
 * @param dialect of the server that sent it, where that is known
 */
export const neo4jOf = (version: string, dialect?: 1 | 2): string =>
  (dialect && BY_DIALECT[version]?.[dialect]) ?? NEO4J_OF[version] ?? `store version ${version}`;

/** @throws BackupError unsupported-store-version */
export function storeVersionRow(version: string): StoreVersionRow {
  const row = STORE_VERSIONS[version];
  if (row) return row;
  const known = Object.values(STORE_VERSIONS).map((r) => `${r.version} (${r.neo4j})`);
  throw new BackupError("unsupported-store-version", {
    detail: `expected ${known.join(" or ")}, found ${version} (${neo4jOf(version)})`,
  });
}
