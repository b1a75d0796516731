import { decideRetention, type SetFacts } from "./policy.ts";
import type { RetentionPolicy } from "./schema.ts";

/** A set that may be on its way out. */
export interface Marked extends SetFacts {
  /** When its files are deleted, while it is in its grace period. */
  goesAt: Date | null;
}

export interface Settlement {
  /** Begin their grace period. */
  leave: { id: string; reasons: string[] }[];
  /** Were on their way out, and the rules keep them after all. */
  stay: string[];
  /** Their grace period is over and nothing speaks for them: their files may be deleted. */
  due: { id: string; reasons: string[] }[];
}

/**
 * What is to happen to the sets of a database now. The one place that says it: the worker carries it out and the
 * simulator imagines it. A run that uses a set for a moment puts off its deletion and does not bring it back.
 */
export function settle(sets: readonly Marked[], policy: RetentionPolicy, now: Date): Settlement {
  const byId = new Map(sets.map((set) => [set.id, set]));
  const settlement: Settlement = { leave: [], stay: [], due: [] };
  const unused = sets.map((set) => ({ ...set, inUse: false }));
  for (const { id, keep, reasons } of decideRetention(unused, policy, now)) {
    const set = byId.get(id);
    if (!set) continue;
    if (keep) {
      if (set.goesAt !== null && !set.discarded) settlement.stay.push(id);
    } else if (set.goesAt === null) settlement.leave.push({ id, reasons });
    else if (set.goesAt <= now && !set.inUse) settlement.due.push({ id, reasons });
  }
  return settlement;
}
