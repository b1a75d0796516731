"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { AllowedFields } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, WatchDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Checkbox, Field } from "../_ui/field.tsx";
import { FormError } from "../_ui/form-error.tsx";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, Loading, Skeleton } from "../_ui/states.tsx";
import { Pings } from "./pings.tsx";

/** What raises an alarm about a database, and which outside service is pinged. */
export function DatabaseWatch({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const watch = useQuery(trpc.alarms.watchOf.queryOptions({ databaseId: database.id }));
  if (watch.isPending)
    return (
      <Loading what="the alarms of this database">
        <Skeleton className="h-80 rounded-lg" />
      </Loading>
    );
  if (watch.error)
    return (
      <Panel flush>
        <ErrorState
          what="the alarms of this database"
          error={watch.error}
          onRetry={() => void watch.refetch()}
        />
      </Panel>
    );
  return (
    <>
      <Thresholds key={JSON.stringify(watch.data)} saved={watch.data} />
      <Pings saved={watch.data} />
    </>
  );
}

interface Draft {
  massOn: boolean;
  massPercent: string;
  massSigma: string;
  verifyStaleDays: string;
}

const draftOf = (saved: WatchDto): Draft => ({
  massOn: saved.massOn,
  massPercent: String(saved.massPercent),
  massSigma: String(saved.massSigma),
  verifyStaleDays: saved.verifyStaleDays?.toString() ?? "",
});

const toNumber = (text: string): number => Number(text.trim().replace(",", "."));

const valuesOf = (draft: Draft) => ({
  massOn: draft.massOn,
  massPercent: toNumber(draft.massPercent),
  massSigma: toNumber(draft.massSigma),
  verifyStaleDays: draft.verifyStaleDays.trim() === "" ? null : Number(draft.verifyStaleDays),
});

type Errors = Partial<Record<keyof Draft, string>>;

function errorsOf({ massPercent, massSigma, verifyStaleDays: days }: ReturnType<typeof valuesOf>) {
  const errors: Errors = {};
  if (!(massPercent >= 0.1 && massPercent <= 100)) errors.massPercent = "From 0.1 to 100";
  if (!(massSigma >= 2 && massSigma <= 100)) errors.massSigma = "From 2 to 100";
  if (days !== null && !(Number.isInteger(days) && days >= 1 && days <= 3_650))
    errors.verifyStaleDays = "Whole days, from 1 to 3650";
  return errors;
}

function Thresholds({ saved }: { saved: WatchDto }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(saved));
  const { databaseId } = saved;
  const save = useMutation(
    trpc.alarms.saveWatch.mutationOptions({
      meta: { quiet: true },
      onSuccess: (now) => client.setQueryData(trpc.alarms.watchOf.queryKey({ databaseId }), now),
    }),
  );
  const values = valuesOf(draft);
  const errors = errorsOf(values);
  const isValid = Object.keys(errors).length === 0;
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(saved));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isValid) save.mutate({ databaseId, ...values });
  };
  return (
    <Panel title="Alarms" className="p-5">
      <form onSubmit={submit}>
        <AllowedFields right="administer" className="grid gap-2">
          <ThresholdFields
            draft={draft}
            errors={errors}
            set={(patch) => setDraft({ ...draft, ...patch })}
          />
          <FormError message={save.error?.message} />
          <div>
            <Button
              type="submit"
              look="primary"
              disabled={!isChanged || !isValid}
              busy={save.isPending}
            >
              Save alarms
            </Button>
          </div>
        </AllowedFields>
      </form>
    </Panel>
  );
}

function ThresholdFields({
  draft,
  errors,
  set,
}: {
  draft: Draft;
  errors: Errors;
  set: (patch: Partial<Draft>) => void;
}) {
  return (
    <>
      <Checkbox
        label="Watch for mass changes"
        help="Each pull is looked at. One that deletes too much raises an alarm, and the set that can go back to before it is pinned."
        checked={draft.massOn}
        onChange={(event) => set({ massOn: event.target.checked })}
      />
      <div className="mt-2 grid gap-3 sm:grid-cols-2">
        <Field
          label="Deletes more than"
          suffix="%"
          inputMode="decimal"
          disabled={!draft.massOn}
          value={draft.massPercent}
          error={errors.massPercent}
          help="Of nodes or relationships, within an hour"
          onChange={(event) => set({ massPercent: event.target.value })}
        />
        <Field
          label="Or lies off what is usual by"
          suffix="sigma"
          inputMode="decimal"
          disabled={!draft.massOn}
          value={draft.massSigma}
          error={errors.massSigma}
          help="Once 30 active minutes are known"
          onChange={(event) => set({ massSigma: event.target.value })}
        />
      </div>
      <Field
        label="Verification is old after"
        suffix="days"
        inputMode="numeric"
        value={draft.verifyStaleDays}
        error={errors.verifyStaleDays}
        help="Empty: two days after a check was due, else 30 days"
        className="sm:max-w-[50%]"
        onChange={(event) => set({ verifyStaleDays: event.target.value })}
      />
    </>
  );
}
