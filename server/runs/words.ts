import type { RunAsked } from "./schema.ts";

const NAMES: Record<RunAsked, string> = {
  auto: "a backup",
  full: "a full backup",
  incremental: "an incremental backup",
  follow: "continuous protection",
  verify: "a verification",
  check: "a consistency check",
  restore: "a restore",
  "roll-forward": "a roll forward",
  expire: "a clean-up of expired backup sets",
  "delete-set": "the deletion of a backup set",
};

/** What was asked for, with its article, to begin or continue a sentence. */
export const nameOfAsked = (asked: RunAsked): string => NAMES[asked];
