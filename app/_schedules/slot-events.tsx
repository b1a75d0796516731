"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, SlotDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Select } from "../_ui/field.tsx";
import { Time } from "../_ui/figures.tsx";
import { Panel } from "../_ui/panel.tsx";
import { Pill } from "../_ui/pill.tsx";
import { ErrorState, LoadingRows } from "../_ui/states.tsx";
import { outcomeOf, slotName, slotSentence } from "./slot-words.ts";

const OPTIONS = [
  { value: "events", label: "What did not go as planned" },
  { value: "all", label: "Every slot" },
];

/** What came of the slots: missed, skipped, late and caught up; or all of them. */
export function SlotEvents({ database, zone }: { database: DatabaseDto; zone: string }) {
  const trpc = useTRPC();
  const path = usePathname();
  const router = useRouter();
  const shown = useSearchParams().get("slots") === "all" ? "all" : "events";
  const slots = useInfiniteQuery(
    trpc.schedules.slots.infiniteQueryOptions(
      { databaseId: database.id, eventsOnly: shown === "events", limit: 20 },
      { getNextPageParam: (page) => page.nextCursor, refetchInterval: 10_000 },
    ),
  );
  const items = slots.data?.pages.flatMap((page) => page.items) ?? [];
  const show = (value: string) =>
    router.replace(value === "all" ? `${path}?slots=all` : path, { scroll: false });
  return (
    <Panel
      title="Slots"
      flush
      actions={
        <Select
          label="Show"
          options={OPTIONS}
          value={shown}
          onChange={(event) => show(event.target.value)}
        />
      }
    >
      {slots.isPending ? (
        <LoadingRows what="the slots" rows={3} className="h-14" />
      ) : slots.error ? (
        <ErrorState what="the slots" error={slots.error} onRetry={() => void slots.refetch()} />
      ) : items.length === 0 ? (
        <p className="px-4 pb-4 text-ink-2">
          {shown === "all" ? "No slot has come due yet." : "Nothing was missed, skipped or late."}
        </p>
      ) : (
        <ul aria-label="Slots">
          {items.map((slot) => (
            <Row key={slot.id} slot={slot} zone={zone} />
          ))}
        </ul>
      )}
      {slots.hasNextPage ? (
        <div className="border-line border-t px-4 py-2.5">
          <Button
            size="small"
            busy={slots.isFetchingNextPage}
            onClick={() => void slots.fetchNextPage()}
          >
            Show older
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}

function Row({ slot, zone }: { slot: SlotDto; zone: string }) {
  const { label, tone } = outcomeOf(slot);
  const name = slotName(slot, zone);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 border-line border-b px-4 py-2.5 last:border-b-0">
      <span className="w-28 shrink-0">
        <Pill tone={tone}>{label}</Pill>
      </span>
      <div className="min-w-0 flex-1 basis-72">
        <p className="font-medium">{name.charAt(0).toUpperCase() + name.slice(1)}</p>
        <p className="text-ink-2 wrap-anywhere">{slotSentence(slot, zone)}</p>
      </div>
      <div className="flex items-baseline gap-4 text-xs text-ink-3">
        {slot.run ? (
          <Link href={`/runs/${slot.run.id}`} className="text-accent hover:underline">
            {slot.outcome === "busy" ? "Run in the way" : "Run"}
          </Link>
        ) : null}
        <Time at={slot.at} />
      </div>
    </li>
  );
}
