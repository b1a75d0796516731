import type { RetentionPolicy } from "../_trpc/types.ts";
import { plural } from "../_ui/format/bytes.ts";
import { SLOTS } from "./policy-form.ts";

/** What a policy means, in words: what can be restored, and what stays beside it. */
export function policySentence(policy: RetentionPolicy): string {
  const points = pointsOf(policy);
  const { keepSets, windowDays, minimumGoodSets } = policy;
  if (keepSets === null && windowDays === null && points === null)
    return "Every backup set is kept.";
  const sentences: string[] = [];
  if (windowDays !== null)
    sentences.push(
      `You can restore any moment of the last ${windowDays === 1 ? "day" : plural(windowDays, "day")}${points ? `, then ${points}` : ""}.`,
    );
  else if (points) sentences.push(`You can restore ${points}.`);
  if (keepSets !== null)
    sentences.push(
      keepSets === 1
        ? "The last good set stays."
        : `The last ${plural(keepSets, "good set")} stay${points || windowDays ? ", too" : ""}.`,
    );
  if (minimumGoodSets > 1) sentences.push(`Never fewer than ${minimumGoodSets} good sets stay.`);
  if (policy.goesAfterCheck)
    sentences.push("A set goes only once a newer one passed a consistency check.");
  return sentences.join(" ");
}

/** `one point a week for 8 weeks and one a month for 12 months`; null when no slot is kept. */
function pointsOf({ gfs }: RetentionPolicy): string | null {
  if (!gfs) return null;
  const kinds = SLOTS.flatMap(({ unit }) => {
    const count = gfs[unit];
    if (!count) return [];
    return [`${unit === "hour" ? "an" : "a"} ${unit} for ${plural(count, unit)}`];
  });
  if (kinds.length === 0) return null;
  const last = kinds.length > 1 ? ` and one ${kinds.at(-1)}` : "";
  const first = kinds.length > 1 ? kinds.slice(0, -1) : kinds;
  return `one point ${first.join(", one ")}${last}`;
}
