import type { SetDto } from "../backup-sets/index.ts";

/**
 * What a set that was rolled forward may claim: no more than the one it was made of. Nothing came from the server, so
 * it protects up to the same moment, and its base ends when that one's newest transaction was committed.
 */
export function rolledClaims(
  source: Pick<SetDto, "startedAt" | "lastCommitAt" | "baseEndAt" | "protectedAt">,
): { streamBeganAt: Date; protectedAt: Date } {
  const endsAt = source.lastCommitAt ?? source.baseEndAt ?? source.startedAt;
  return { streamBeganAt: endsAt, protectedAt: source.protectedAt ?? endsAt };
}
