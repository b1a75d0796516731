import type { SetDto } from "../_trpc/types.ts";

/**
 * The oldest moment that a good set restores, and how many stretches since then no set restores.
 * Null when nothing can be restored.
 */
export function oldestRestorable(sets: SetDto[]): { at: Date; gaps: number } | null {
  const ranges = sets
    .filter((set) => set.state === "good" && set.baseEndAt !== null)
    .map((set) => ({
      from: set.baseEndAt ?? set.startedAt,
      to: set.protectedAt ?? set.lastCommitAt ?? set.startedAt,
    }))
    .sort((a, b) => a.from.getTime() - b.from.getTime());
  const first = ranges[0];
  if (!first) return null;
  let gaps = 0;
  let covered = first.to;
  for (const range of ranges) {
    if (range.from > covered) gaps += 1;
    if (range.to > covered) covered = range.to;
  }
  return { at: first.from, gaps };
}

/** When a verification is too old to lean on. */
export const STALE_VERIFICATION_DAYS = 30;

/** Whole days since the last verification, and whether that is too long. */
export function verificationAge(verifiedAt: Date, now: number): { days: number; stale: boolean } {
  const days = Math.floor((now - verifiedAt.getTime()) / 86_400_000);
  return { days, stale: days > STALE_VERIFICATION_DAYS };
}
