export { type CheckOptions, checkStore } from "./check-store.ts";
export type { CheckProgress, CheckStep, CheckVerdict } from "./verdict.ts";
