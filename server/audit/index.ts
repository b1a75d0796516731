export { auditCsv, auditJson } from "./export.ts";
export { auditChoices, auditEntry, listAudit } from "./list.ts";
export { type Act, record, whoOf } from "./record.ts";
export { redact } from "./redact.ts";
export * from "./schema.ts";
export { isSnapshotKind, type Snapshot, type SnapshotKind, snapshot } from "./snapshots.ts";
export { pruneAudit, verifyChain } from "./verify.ts";
