"use client";
import { zodResolver } from "@hookform/resolvers/zod";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useForm, useWatch } from "react-hook-form";
import { Allowed, AllowedFields } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, ScheduleDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { ownZone } from "../_ui/format/zone.ts";
import { Panel } from "../_ui/panel.tsx";
import { useDebounced } from "../_ui/use-debounced.ts";
import { CadenceFields } from "./cadence-fields.tsx";
import { PreviewPanel } from "./preview-panel.tsx";
import { RemoveSchedule } from "./remove-schedule.tsx";
import { changeOf, draftOf, draftSchema, type ScheduleDraft, settingOf } from "./schedule-draft.ts";
import { TimingFields } from "./timing-fields.tsx";
import { useRefreshSchedule } from "./use-refresh-schedule.ts";
import { WindowFields } from "./window-fields.tsx";

const PREVIEW_AFTER = 250;
/** Cadences, zone, windows and what happens after downtime, with what they would do before they are saved. */
export function ScheduleForm({
  database,
  saved,
}: {
  database: DatabaseDto;
  saved: ScheduleDto | null;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const refresh = useRefreshSchedule();
  const start = draftOf(saved, ownZone());
  const form = useForm<ScheduleDraft>({
    resolver: zodResolver(draftSchema),
    defaultValues: start,
    mode: "onChange",
  });
  const draft = useWatch({ control: form.control }) as ScheduleDraft;
  const setting = settingOf(useDebounced(draft, PREVIEW_AFTER));
  const preview = useQuery(
    trpc.schedules.preview.queryOptions(
      {
        databaseId: database.id,
        ...(setting ?? (settingOf(start) as NonNullable<typeof setting>)),
      },
      { enabled: setting !== null, placeholderData: keepPreviousData, refetchInterval: 30_000 },
    ),
  );
  const refused = setting && preview.data && !preview.data.ok ? preview.data.errors : {};
  const save = useMutation(
    trpc.schedules.save.mutationOptions({
      meta: { quiet: true },
      onSuccess: (stored) => {
        form.reset(draftOf(stored, stored.zone));
        client.setQueryData(trpc.schedules.get.queryKey({ databaseId: database.id }), stored);
        refresh();
      },
    }),
  );
  const { errors, isDirty } = form.formState;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another saved schedule is a reason, not what is typed
  useEffect(() => {
    if (!isDirty) form.reset(draftOf(saved, ownZone()));
  }, [saved?.changedAt.getTime()]);
  const submit = form.handleSubmit((values) => {
    const ready = settingOf(values);
    if (ready)
      save.mutate({ databaseId: database.id, basedOn: saved?.changedAt ?? null, ...ready });
  });
  const plan = preview.data?.ok ? preview.data : null;
  const change = plan ? changeOf(saved, plan.sentence, isDirty) : null;
  const parts = { form, errors, refused };
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_430px]">
      <Panel title={saved ? "Change the schedule" : "Set a schedule"} className="p-5">
        <form noValidate onSubmit={submit} className="grid grid-cols-1 gap-5">
          <AllowedFields right="administer" className="grid grid-cols-1 gap-5">
            <CadenceFields {...parts} databaseId={database.id} plan={plan} />
            <TimingFields {...parts} />
            <WindowFields
              control={form.control}
              register={form.register}
              errors={errors}
              refusal={refused.windows}
            />
          </AllowedFields>
          <p className="text-ink-2" aria-live="polite" data-testid="what-changes">
            {change}
          </p>
          <div className="flex flex-wrap items-center gap-2">
            <Allowed right="administer">
              <Button
                type="submit"
                look="primary"
                busy={save.isPending}
                disabled={(saved !== null && !isDirty) || Object.keys(refused).length > 0}
              >
                Save schedule
              </Button>
            </Allowed>
            {isDirty ? (
              <Button look="quiet" onClick={() => form.reset(start)}>
                Discard changes
              </Button>
            ) : null}
            {saved ? <RemoveSchedule database={database} /> : null}
          </div>
          <p className="min-h-4 text-xs" role="status">
            {save.error ? (
              <span className="text-bad">
                Not saved, the schedule is as it was: {save.error.message}
              </span>
            ) : save.isSuccess && !isDirty ? (
              <span className="text-good">Saved</span>
            ) : null}
          </p>
        </form>
      </Panel>
      <PreviewPanel database={database} preview={preview} isReadable={setting !== null} />
    </div>
  );
}
