import { createHash } from "node:crypto";

/** The columns of an entry that its hash covers: all of them. */
export interface HashedEntry {
  seq: bigint;
  at: Date;
  whoKind: string;
  whoId: string | null;
  whoName: string;
  address: string | null;
  act: string;
  aboutKind: string | null;
  aboutId: string | null;
  aboutName: string | null;
  outcome: string;
  reason: string | null;
  before: string | null;
  after: string | null;
}

/** Hash of an entry on top of the hash of the one before it. */
export function hashOf(entry: HashedEntry, previous: string): string {
  const body = JSON.stringify([
    String(entry.seq),
    entry.at.toISOString(),
    entry.whoKind,
    entry.whoId,
    entry.whoName,
    entry.address,
    entry.act,
    entry.aboutKind,
    entry.aboutId,
    entry.aboutName,
    entry.outcome,
    entry.reason,
    entry.before,
    entry.after,
  ]);
  return createHash("sha256").update(previous).update("\n").update(body).digest("hex");
}

export interface ChainEnd {
  seq: bigint;
  hash: string;
}

/** Why an entry does not follow what is before it; null when it does. */
export function breakIn(
  entry: HashedEntry & { previous: string; hash: string },
  before: ChainEnd,
): string | null {
  const missing = entry.seq - before.seq - 1n;
  if (missing > 0n)
    return missing === 1n
      ? `entry ${before.seq + 1n} is missing`
      : `entries ${before.seq + 1n} to ${entry.seq - 1n} are missing`;
  if (entry.previous !== before.hash)
    return "the entry before it is not the one it was written after";
  return hashOf(entry, entry.previous) === entry.hash
    ? null
    : "the entry was changed after it was written";
}
