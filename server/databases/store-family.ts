import { NEO4J_OF } from "neo4j-backup/catalogue";

/** The Neo4j versions that write a store version, for people. */
export const storeFamily = (storeVersion: string): string =>
  NEO4J_OF[storeVersion] ?? `an unknown Neo4j (store version ${storeVersion})`;
