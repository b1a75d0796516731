export type { CheckProgress, CheckStep, CheckVerdict } from "../catalogue/consistency.ts";
export { type CheckOptions, checkStore } from "./check-store.ts";
