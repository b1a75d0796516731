"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Allowed } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { ownZone } from "../_ui/format/zone.ts";
import { Mark, TONE_TEXT } from "../_ui/mark.tsx";
import { Panel } from "../_ui/panel.tsx";
import { SUGGESTED } from "./presets.ts";
import { draftOf, settingOf } from "./schedule-draft.ts";
import { useRefreshSchedule } from "./use-refresh-schedule.ts";

/** For a database without a schedule: says so, and proposes one that a click accepts. Takes no room otherwise. */
export function NotScheduled({ database, own = true }: { database: DatabaseDto; own?: boolean }) {
  const trpc = useTRPC();
  const refresh = useRefreshSchedule();
  const schedule = useQuery(trpc.schedules.get.queryOptions({ databaseId: database.id }));
  const accept = useMutation(
    trpc.schedules.save.mutationOptions({ meta: { quiet: true }, onSuccess: refresh }),
  );
  if (schedule.data !== null || database.continuous) return null;
  const take = () => {
    const setting = settingOf(draftOf(null, ownZone()));
    if (setting) accept.mutate({ databaseId: database.id, basedOn: null, ...setting });
  };
  return (
    <Panel
      role="region"
      aria-label="Not scheduled"
      className="flex flex-wrap items-start gap-x-4 gap-y-3"
    >
      <Mark tone="warn" className={`mt-2 ${TONE_TEXT.warn}`} />
      <div className="min-w-0 flex-1 basis-72">
        <p className="font-semibold">Not scheduled: nobody will back this up</p>
        <p className="text-ink-2">
          Backups start only when somebody asks for one. Suggested:{" "}
          {SUGGESTED.label.toLowerCase().replace("sundays", "Sundays")}.
        </p>
        {accept.error ? (
          <p role="alert" className="text-bad">
            Not saved, there still is no schedule: {accept.error.message}
          </p>
        ) : null}
      </div>
      <Allowed right="administer">
        <Button look="primary" busy={accept.isPending} onClick={take}>
          Use the suggestion
        </Button>
      </Allowed>
      {own ? null : (
        <Link
          href={`/databases/${database.slug}/schedule`}
          className="self-center text-accent hover:underline"
        >
          Choose another
        </Link>
      )}
    </Panel>
  );
}
