import { SLOT_UNITS, type SlotUnit, slotName, slotOf } from "./calendar.ts";
import type { GfsRules } from "./schema.ts";

/** What a set restores: from the end of its base to the last moment known to be in it, in milliseconds. */
export interface Range {
  id: string;
  from: number;
  to: number;
}

/** A slot of the calendar that is kept: the newest moment in it that can be restored, and the set that does it. */
export interface KeptSlot {
  unit: SlotUnit;
  /** For example `2026-W48`. */
  name: string;
  at: number;
  setId: string;
}

/**
 * The slots that rules keep, newest first within each unit. Walks back from now: the newest moment that any set
 * restores lies in the first slot, the newest before that slot in the second, and so on, so that slots in which
 * nothing can be restored are not counted. Of two sets that restore the same moment the one with the newer base
 * keeps the slot: it replays less.
 */
export function keptSlots(ranges: readonly Range[], rules: GfsRules, now: number): KeptSlot[] {
  return SLOT_UNITS.flatMap((unit) => slotsOf(unit, ranges, rules, now));
}

function slotsOf(
  unit: SlotUnit,
  ranges: readonly Range[],
  rules: GfsRules,
  now: number,
): KeptSlot[] {
  const kept: KeptSlot[] = [];
  const count = rules[unit] ?? 0;
  let before = now;
  while (kept.length < count) {
    const newest = newestAt(ranges, before);
    if (!newest) break;
    const { at, setId } = newest;
    kept.push({ unit, name: slotName(unit, rules.zone, at), at, setId });
    before = slotOf(unit, rules.zone, at).from - 1;
  }
  return kept;
}

/** The newest moment up to `before` that a set restores. */
function newestAt(ranges: readonly Range[], before: number): { at: number; setId: string } | null {
  let best: { at: number; from: number; setId: string } | null = null;
  for (const range of ranges) {
    if (range.from > before) continue;
    const at = Math.min(range.to, before);
    const isBetter =
      !best ||
      at > best.at ||
      (at === best.at &&
        (range.from > best.from || (range.from === best.from && range.id > best.setId)));
    if (isBetter) best = { at, from: range.from, setId: range.id };
  }
  return best;
}
