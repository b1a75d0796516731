/** The Neo4j versions that write a store version, as people say it. Source: spec section 7, differences section 7. */
export const NEO4J_OF: Readonly<Record<string, string>> = {
  "v0.A.0": "Neo4j 1.9",
  "v0.A.1": "Neo4j 2.0",
  "v0.A.3": "Neo4j 2.1",
  "v0.A.5": "Neo4j 2.2",
  "v0.A.6": "Neo4j 2.3",
  "v0.A.7": "Neo4j 3.0 or 3.1",
  "v0.A.8": "Neo4j 3.2 or 3.3",
  "v0.A.9": "Neo4j 3.4 or 3.5",
  "vE.H.0": "Neo4j 3.0.0 to 3.0.5 (high limit)",
  "vE.H.0b": "Neo4j 3.0 (high limit)",
  "vE.H.2": "Neo4j 3.1 (high limit)",
  "vE.H.3": "Neo4j 3.2 or 3.3 (high limit)",
  "vE.H.4": "Neo4j 3.4 or 3.5 (high limit)",
};

/** Formats of Neo4j Enterprise for stores beyond the limits of the standard ones. */
export const isHighLimit = (version: string): boolean => version.startsWith("vE.");

/** What a store version means for whoever has a backup of it. */
export interface StoreFormat {
  /** As the store says it, for example `v0.A.8`. */
  version: string;
  /** The Neo4j that writes and opens it, as people say it. */
  neo4j: string;
  isHighLimit: boolean;
  /** Whether it can be backed up at all. */
  isSupported: boolean;
  /** Whether its records can be read without Neo4j: checked, and have the log applied to them. */
  canBeChecked: boolean;
  canBeRolledForward: boolean;
  /** The wire dialect it came over, where that is known. */
  dialect?: { number: 1 | 2; spokenBy: string };
}
