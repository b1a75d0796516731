import type { BackupError } from "neo4j-backup/catalogue";
import type { RunError } from "./schema.ts";

/** A failure of the engine as a run stores it and a page shows it. @param safe when the engine said nothing itself */
export const backupError = (error: BackupError, safe: string): RunError => ({
  code: error.code,
  message: error.message,
  detail: error.detail ?? null,
  safe: error.safe ?? safe,
  advice: error.advice,
  retry: error.retry,
  server: error.server ?? null,
});
