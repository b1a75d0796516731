export { acknowledgeAlarm, muteKind, unacknowledgeAlarm, unmuteKind } from "./acknowledge.ts";
export { addChannel, editChannel, removeChannel, testChannel } from "./channels-edit.ts";
export { listChannels, listRoutes } from "./channels-list.ts";
export { putDigest } from "./digest.ts";
export { type DispatchOptions, dispatchDue } from "./dispatch.ts";
export { evaluateAlarms } from "./evaluate.ts";
export { alarmDetail, countAlarms, listAlarms, listDeliveries, listMutes } from "./inbox.ts";
export { listChannelKinds, listKinds } from "./lists.ts";
export {
  type Deleting,
  findOutlier,
  firstOffending,
  lostShare,
  type Minute,
  withPulled,
} from "./mass-change.ts";
export {
  noteWatched,
  raiseMassChange,
  type UnwatchedSet,
  unwatchedSets,
} from "./mass-watch.ts";
export type { MassFinding } from "./mass-words.ts";
export { consoleOrigin } from "./origin.ts";
export { putPings } from "./pings.ts";
export { readPolicy, savePolicy } from "./policy.ts";
export { pruneAlarms } from "./prune.ts";
export { removeRoute, saveRoute } from "./routes-edit.ts";
export * from "./schema.ts";
export { savePing, saveWatch, testPing, watchOf } from "./watch.ts";
