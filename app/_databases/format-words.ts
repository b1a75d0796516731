import type { StoreFormat } from "../_trpc/types.ts";

/** "v0.A.8", and of the formats of Neo4j Enterprise for very big stores "vE.H.3, high limit". */
export const formatName = ({ version, isHighLimit }: StoreFormat): string =>
  isHighLimit ? `${version}, high limit` : version;

/** "2, spoken by Neo4j 3.1 to 3.5"; null while it is not known. */
export const dialectName = ({ dialect }: StoreFormat): string | null =>
  dialect ? `${dialect.number}, spoken by ${dialect.spokenBy}` : null;

/** What can be done with a restore. */
export function opensSentence(format: StoreFormat): string {
  if (!format.isSupported) return "Which Neo4j opens it is not known here.";
  const edition = format.isHighLimit ? ", Enterprise Edition" : "";
  return `A restore opens with ${format.neo4j}${edition}; a later one has to be told to upgrade it.`;
}

/** What the consistency check makes of it. */
export function checkSentence(format: StoreFormat): string {
  if (format.canBeChecked) return "The consistency check reads its records.";
  return "Its records are not looked at: every byte is verified, and a check of the records is Neo4j's own, on a restored copy.";
}
