export { factsOf, retentionOf, retentionOfAll } from "./facts.ts";
export {
  databasesWithEndedGrace,
  dueSets,
  graceDays,
  mayExpire,
  saveGraceDays,
  settleDatabase,
  startExpiry,
} from "./grace.ts";
export { liftHold, listHolds, placeHold } from "./holds.ts";
export { bringBack, discardSet, freeNow } from "./leaving.ts";
export { type Decision, decideRetention, type SetFacts } from "./policy.ts";
export { previewRetention } from "./preview.ts";
export {
  confirmRetention,
  dropPending,
  pendingLoss,
  proposeRetention,
  retentionDto,
  saveRetention,
} from "./save.ts";
export * from "./schema.ts";
export { simulateRetention } from "./simulation.ts";
export {
  confirmTemplate,
  dropTemplatePending,
  listTemplates,
  removeTemplate,
  saveTemplate,
  templateLoss,
  templatePendingLoss,
} from "./templates.ts";
