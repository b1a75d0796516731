/**
 * What a Neo4j 2.2 writes behind the last record of a store file when it closes it cleanly: the type of the store
 * and the version, as ASCII text, aligned to nothing. Files copied from a running server have none. The counts
 * store, which is written whole, always has one. Seen: 2.2.9.
 */

const TYPES: Readonly<Record<string, string>> = {
  neostore: "NeoStore",
  "neostore.nodestore.db": "NodeStore",
  "neostore.nodestore.db.labels": "ArrayPropertyStore",
  "neostore.relationshipstore.db": "RelationshipStore",
  "neostore.relationshipgroupstore.db": "RelationshipGroupStore",
  "neostore.propertystore.db": "PropertyStore",
  "neostore.propertystore.db.strings": "StringPropertyStore",
  "neostore.propertystore.db.arrays": "ArrayPropertyStore",
  "neostore.propertystore.db.index": "PropertyIndexStore",
  "neostore.propertystore.db.index.keys": "StringPropertyStore",
  "neostore.labeltokenstore.db": "LabelTokenStore",
  "neostore.labeltokenstore.db.names": "StringPropertyStore",
  "neostore.relationshiptypestore.db": "RelationshipTypeStore",
  "neostore.relationshiptypestore.db.names": "StringPropertyStore",
  "neostore.schemastore.db": "SchemaStore",
};
const COUNTS = "CountsStore";

/** The stores whose files may have one, by file name. */
export const FILES_WITH_TRAILERS: readonly string[] = Object.keys(TYPES);
/** No trailer is longer. */
export const MOST_TRAILER_BYTES = 64;

/**
 * How many of a file's last bytes are no records.
 * @param tail the file's end, at least {@link MOST_TRAILER_BYTES} of it where it has them
 * @param version of the store, such as `v0.A.5`
 */
export function trailerBytes(file: string, tail: Buffer, version: string): number {
  if (TYPES[file] === undefined) return 0;
  const text = trailerOf(file, version);
  return tail.subarray(-text.length).equals(text) ? text.length : 0;
}

/** What a clean closing writes. @param file one of {@link FILES_WITH_TRAILERS} */
export const trailerOf = (file: string, version: string): Buffer =>
  Buffer.from(`${TYPES[file]} ${version}`, "latin1");

/** What stands behind the last row of a counts file. */
export const countsTrailer = (version: string): Buffer =>
  Buffer.from(`${COUNTS} ${version}`, "latin1");
