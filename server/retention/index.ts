export { type Decision, decideRetention, type SetFacts } from "./policy.ts";
export { expiredSets, previewRetention, retentionOf } from "./preview.ts";
export { saveRetention } from "./save.ts";
export * from "./schema.ts";
