/** The face of the engine. Everything here is public; everything else is not. */
export * from "./catalogue/index.ts";
export { type BackupOptions, OnlineBackup, type ProbeResult, probe } from "./backup/online-backup.ts";
export { inspect, type Inspection } from "./backup/inspect.ts";
export { verify, type VerifyOptions } from "./backup/verify.ts";
export { manifestOf } from "./backup/manifest.ts";
