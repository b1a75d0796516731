export { listSlots } from "./list-slots.ts";
export { nextSlots } from "./next-slots.ts";
export { pauseSchedule, resumeSchedule } from "./pause.ts";
export { pruneSlots } from "./prune.ts";
export {
  missedSlots,
  previewSchedule,
  recentlyMissed,
  scheduleOf,
  schedulesOf,
} from "./queries.ts";
export { removeSchedule, saveSchedule } from "./save.ts";
export * from "./schema.ts";
export { dueSchedules, type Settlement, settleSchedule } from "./settle.ts";
