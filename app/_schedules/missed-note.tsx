"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { formatDateTime } from "../_ui/format/time.ts";
import { Mark, TONE_TEXT } from "../_ui/mark.tsx";
import { missedSentence } from "./slot-words.ts";

/** Beside the runs of a database: the ones that should have been and never began. Takes no room when there are none. */
export function MissedNote({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const missed = useQuery(
    trpc.schedules.missed.queryOptions({ databaseId: database.id }, { refetchInterval: 30_000 }),
  );
  const newest = missed.data?.find((slots) => !slots.isMadeUp);
  if (missed.error)
    return (
      <p role="alert" className="mb-3 text-ink-2">
        Whether the schedule missed any could not be found out: {missed.error.message}
      </p>
    );
  if (!newest) return null;
  return (
    <p className="mb-3 flex gap-2.5" role="status" aria-label="Missed slots">
      <Mark tone="bad" className={`mt-1.5 ${TONE_TEXT.bad}`} />
      <span>
        {missedSentence(missed.data ?? [])} The newest was the {newest.kind} one of{" "}
        {formatDateTime(newest.slotAt)}.{" "}
        <Link href={`/databases/${database.slug}/schedule`} className="text-accent hover:underline">
          Schedule
        </Link>
      </span>
    </p>
  );
}
