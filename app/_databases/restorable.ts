import type { SetDto } from "../_trpc/types.ts";
import { gapsOf } from "../_ui/strip/layout.ts";

/**
 * The oldest moment that a good set restores, and how many stretches since then no set restores.
 * Null when nothing can be restored.
 */
export function oldestRestorable(sets: SetDto[]): { at: Date; gaps: number } | null {
  const spans = sets.flatMap((set) => {
    if (set.state !== "good" || set.baseEndAt === null) return [];
    const to = set.protectedAt ?? set.lastCommitAt ?? set.baseEndAt;
    return [
      {
        from: set.baseEndAt.getTime(),
        to: to.getTime(),
        firstTx: set.baseEndTx,
        lastTx: set.lastTx,
      },
    ];
  });
  if (spans.length === 0) return null;
  const oldest = Math.min(...spans.map((span) => span.from));
  return { at: new Date(oldest), gaps: gapsOf(spans).length };
}

/** When a verification is too old to lean on. */
export const STALE_VERIFICATION_DAYS = 30;

/** Whole days since the last verification, and whether that is too long. */
export function verificationAge(verifiedAt: Date, now: number): { days: number; stale: boolean } {
  const days = Math.floor((now - verifiedAt.getTime()) / 86_400_000);
  return { days, stale: days > STALE_VERIFICATION_DAYS };
}
