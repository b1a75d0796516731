export type { StoreFormat } from "neo4j-backup/catalogue";
