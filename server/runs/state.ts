import type { RunState } from "./schema.ts";

/** Where a run can go from each state; an end has nowhere to go. */
const NEXT: Record<RunState, readonly RunState[]> = {
  queued: ["running", "cancelled", "failed"],
  running: ["succeeded", "failed", "cancelled"],
  succeeded: [],
  failed: [],
  cancelled: [],
};

export const ACTIVE: RunState[] = ["queued", "running"];

export const isActive = (state: RunState): boolean => NEXT[state].length > 0;

export const canMove = (from: RunState, to: RunState): boolean => NEXT[from].includes(to);
