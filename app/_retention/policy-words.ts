import type { RetentionPolicy } from "../_trpc/types.ts";
import { plural } from "../_ui/format/bytes.ts";

/** A policy in one sentence. */
export function policySentence(policy: RetentionPolicy): string {
  const rules: string[] = [];
  if (policy.keepSets !== null) rules.push(`the last ${plural(policy.keepSets, "good set")}`);
  if (policy.windowDays !== null) {
    rules.push(`what restores any moment of the last ${plural(policy.windowDays, "day")}`);
  }
  if (rules.length === 0) return "Every backup set is kept.";
  const least =
    policy.minimumGoodSets > 1 ? `, and never fewer than ${policy.minimumGoodSets} good sets` : "";
  return `Kept: ${rules.join(" and ")}${least}.`;
}
