/** What a check says in the end, and while it goes. */
export type { CheckProgress, CheckStep, CheckVerdict } from "../catalogue/consistency.ts";
