import type { RunAsked, RunState } from "./schema.ts";

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

/** Whether the run pulls from the source. */
export const isBackup = (asked: RunAsked): boolean =>
  asked === "auto" || asked === "full" || asked === "incremental";

/** Whether it is a stretch of continuous protection: its follower works on it, not the queue. */
export const isStretch = (asked: RunAsked): boolean => asked === "follow";

/** Whether it is one set, chosen before, that a run works on. */
export const isOfSet = (asked: RunAsked): boolean =>
  asked === "verify" ||
  asked === "check" ||
  asked === "restore" ||
  asked === "roll-forward" ||
  asked === "delete-set";

export const canMove = (from: RunState, to: RunState): boolean => NEXT[from].includes(to);

/**
 * The condition under which a run may be moved: every change of a state is an update of the rows that are still
 * where they are thought to be, so that of two that want to move a run one finds nothing to do.
 */
export function along<From extends RunState>(from: From, to: RunState): { state: From } {
  if (!canMove(from, to)) throw new Error(`a run cannot go from ${from} to ${to}`);
  return { state: from };
}
