export * from "./consistency.ts";
export * from "./errors.ts";
export * from "./history.ts";
export * from "./inconsistencies.ts";
export * from "./neo4j-versions.ts";
export * from "./outcomes.ts";
export * from "./restore.ts";
