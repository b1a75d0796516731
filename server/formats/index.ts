import { type StoreFormat, storeFormat } from "neo4j-backup";

export type { StoreFormat } from "./schema.ts";

/** What a stored version and dialect mean, as the engine's tables say it; null while the version is not known. */
export const formatOf = (version: string | null, dialect: number | null): StoreFormat | null =>
  version === null
    ? null
    : storeFormat(version, dialect === 1 || dialect === 2 ? dialect : undefined);
