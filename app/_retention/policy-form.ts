import type { RetentionPolicy } from "../_trpc/types.ts";

/** The policy as it is being typed: boxes and texts. */
export interface PolicyDraft {
  keepsSets: boolean;
  sets: string;
  keepsWindow: boolean;
  days: string;
  minimum: string;
}

export interface PolicyErrors {
  sets?: string;
  days?: string;
  minimum?: string;
}

/** The draft of a saved policy; rules that are off offer a sensible number. */
export function draftOf(policy: RetentionPolicy): PolicyDraft {
  return {
    keepsSets: policy.keepSets !== null,
    sets: String(policy.keepSets ?? 4),
    keepsWindow: policy.windowDays !== null,
    days: String(policy.windowDays ?? 30),
    minimum: String(policy.minimumGoodSets),
  };
}

/** The policy that a draft means, or what is wrong with it by field. Rules that are off are not checked. */
export function readDraft(draft: PolicyDraft): {
  policy: RetentionPolicy | null;
  errors: PolicyErrors;
} {
  const errors: PolicyErrors = {};
  const sets = wholeNumber(draft.sets, 10_000);
  const days = wholeNumber(draft.days, 36_500);
  const minimum = wholeNumber(draft.minimum, 10_000);
  if (draft.keepsSets && sets === null) errors.sets = "A whole number from 1 to 10000";
  if (draft.keepsWindow && days === null) errors.days = "A whole number from 1 to 36500";
  if (minimum === null) errors.minimum = "A whole number from 1 to 10000";
  if (Object.keys(errors).length > 0 || minimum === null) return { policy: null, errors };
  return {
    policy: {
      keepSets: draft.keepsSets ? sets : null,
      windowDays: draft.keepsWindow ? days : null,
      minimumGoodSets: minimum,
    },
    errors,
  };
}

function wholeNumber(text: string, most: number): number | null {
  const value = Number(text);
  return /^\s*\d+\s*$/.test(text) && value >= 1 && value <= most ? value : null;
}

/** True when two policies say the same. */
export function samePolicy(a: RetentionPolicy, b: RetentionPolicy): boolean {
  return (
    a.keepSets === b.keepSets &&
    a.windowDays === b.windowDays &&
    a.minimumGoodSets === b.minimumGoodSets
  );
}
