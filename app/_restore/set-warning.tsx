import Link from "next/link";
import type { SetDto } from "../_trpc/types.ts";
import { Mark } from "../_ui/mark.tsx";

/** What is known to be wrong with a set that somebody is about to restore. */
export function SetWarning({ set }: { set: SetDto }) {
  const damaged = set.state === "damaged" || set.verifyOk === false;
  if (!damaged && set.check?.ok !== false) return null;
  return (
    <p
      role="note"
      className="flex items-baseline gap-2 rounded-lg border border-bad-fill/50 bg-bad-soft px-4 py-3"
    >
      <Mark tone="bad" className="text-bad" />
      <span className="min-w-0">
        {damaged
          ? "This set is damaged: a restore compares every file with its checksum and stops at the first that differs."
          : "This set is not consistent: its bytes are what the server sent, but its records contradict each other. A restore of it has the same contradictions."}{" "}
        <Link href={`backups#${set.id}`} className="underline underline-offset-2">
          See what was found
        </Link>
      </span>
    </p>
  );
}
