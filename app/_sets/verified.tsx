"use client";
import { verificationAge } from "../_databases/restorable.ts";
import type { SetDto } from "../_trpc/types.ts";
import { Time } from "../_ui/figures.tsx";
import { Mark, TONE_TEXT } from "../_ui/mark.tsx";
import { useNow } from "../_ui/use-now.ts";

/** When a set was verified, with what result; an old verification asks for attention. */
export function Verified({ set }: { set: Pick<SetDto, "verifiedAt" | "verifyOk"> }) {
  const now = useNow(60_000);
  if (!set.verifiedAt) return <span className="text-ink-2">not verified yet</span>;
  const { days, stale } = verificationAge(set.verifiedAt, now);
  const damaged = set.verifyOk === false;
  const tone = damaged ? "bad" : stale ? "warn" : "good";
  return (
    <span className={TONE_TEXT[tone]}>
      <Mark tone={tone} className="mr-1.5" />
      {damaged ? "damage found " : "verified "}
      {stale ? `${days} days ago` : <Time at={set.verifiedAt} stop={false} />}
    </span>
  );
}
