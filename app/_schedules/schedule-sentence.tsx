"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Allowed } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, ScheduleDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { formatDateTime } from "../_ui/format/time.ts";
import { Mark, TONE_TEXT } from "../_ui/mark.tsx";
import { Panel } from "../_ui/panel.tsx";
import { useNow } from "../_ui/use-now.ts";
import { PauseDialog } from "./pause-dialog.tsx";
import { inWords } from "./slot-words.ts";
import { useRefreshSchedule } from "./use-refresh-schedule.ts";

/** One sentence: what is set, what is next, and whether it is paused. */
export function ScheduleSentence({
  database,
  schedule,
}: {
  database: DatabaseDto;
  schedule: ScheduleDto;
}) {
  const trpc = useTRPC();
  const refresh = useRefreshSchedule();
  const now = useNow(1000);
  const [pausing, setPausing] = useState(false);
  const resume = useMutation(trpc.schedules.resume.mutationOptions({ onSuccess: refresh }));
  const { paused, sentence } = schedule;
  const next = schedule.next.find((run) => run.window !== "skipped");
  return (
    <Panel className="flex flex-wrap items-start gap-x-4 gap-y-3">
      <Mark
        tone={paused ? "warn" : "good"}
        className={`mt-2 ${paused ? TONE_TEXT.warn : TONE_TEXT.good}`}
      />
      <div className="min-w-0 flex-1 basis-72">
        <p className="font-semibold" data-testid="schedule-sentence">
          {paused ? "Paused. " : ""}
          {sentence}
          {paused
            ? "."
            : schedule.fullWaits
              ? "; the full backup is due and waits for a run to end."
              : next
                ? `; next: ${next.kind} ${inWords(next.beginsAt, now)}.`
                : "."}
        </p>
        {paused ? (
          <p className="text-ink-2">
            By {paused.by} since {formatDateTime(paused.since)},{" "}
            {paused.until ? `until ${formatDateTime(paused.until)}` : "until somebody resumes it"}:{" "}
            {paused.because}. Nothing starts by itself meanwhile.
          </p>
        ) : null}
      </div>
      <Allowed right="operate">
        {paused ? (
          <Button
            look="primary"
            busy={resume.isPending}
            onClick={() => resume.mutate({ databaseId: database.id })}
          >
            Resume
          </Button>
        ) : (
          <Button onClick={() => setPausing(true)}>Pause</Button>
        )}
      </Allowed>
      <PauseDialog database={database} open={pausing} onOpenChange={setPausing} />
    </Panel>
  );
}
