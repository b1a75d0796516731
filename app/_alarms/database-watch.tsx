"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { AllowedFields } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, WatchDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Checkbox, Field } from "../_ui/field.tsx";
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

const toNumber = (text: string): number => Number(text.replace(",", "."));

function Thresholds({ saved }: { saved: WatchDto }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [massOn, setOn] = useState(saved.massOn);
  const [percent, setPercent] = useState(String(saved.massPercent));
  const [sigma, setSigma] = useState(String(saved.massSigma));
  const [stale, setStale] = useState(saved.verifyStaleDays?.toString() ?? "");
  const save = useMutation(
    trpc.alarms.saveWatch.mutationOptions({
      meta: { quiet: true },
      onSuccess: (now) =>
        client.setQueryData(trpc.alarms.watchOf.queryKey({ databaseId: saved.databaseId }), now),
    }),
  );
  const draft = {
    databaseId: saved.databaseId,
    massOn,
    massPercent: toNumber(percent),
    massSigma: toNumber(sigma),
    verifyStaleDays: stale.trim() === "" ? null : Number(stale),
  };
  const { massPercent, massSigma, verifyStaleDays } = draft;
  const errors = {
    percent: massPercent >= 0.1 && massPercent <= 100 ? undefined : "From 0.1 to 100",
    sigma: massSigma >= 2 && massSigma <= 100 ? undefined : "From 2 to 100",
    stale:
      verifyStaleDays === null ||
      (Number.isInteger(verifyStaleDays) && verifyStaleDays >= 1 && verifyStaleDays <= 3_650)
        ? undefined
        : "Whole days, from 1 to 3650",
  };
  const isChanged =
    massOn !== saved.massOn ||
    massPercent !== saved.massPercent ||
    massSigma !== saved.massSigma ||
    verifyStaleDays !== saved.verifyStaleDays;
  const isValid = Object.values(errors).every((error) => error === undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isValid) save.mutate(draft);
  };
  return (
    <Panel title="Alarms" className="p-5">
      <form onSubmit={submit}>
        <AllowedFields right="administer" className="grid gap-2">
          <Checkbox
            label="Watch for mass changes"
            help="Each pull is looked at. One that deletes too much raises an alarm, and the set that can go back to before it is pinned."
            checked={massOn}
            onChange={(event) => setOn(event.target.checked)}
          />
          <div className="mt-2 grid gap-3 sm:grid-cols-2">
            <Field
              label="Deletes more than"
              suffix="%"
              inputMode="decimal"
              disabled={!massOn}
              value={percent}
              error={errors.percent}
              help="Of nodes or relationships, within an hour"
              onChange={(event) => setPercent(event.target.value)}
            />
            <Field
              label="Or lies off what is usual by"
              suffix="sigma"
              inputMode="decimal"
              disabled={!massOn}
              value={sigma}
              error={errors.sigma}
              help="Once 30 active minutes are known"
              onChange={(event) => setSigma(event.target.value)}
            />
          </div>
          <Field
            label="Verification is old after"
            suffix="days"
            inputMode="numeric"
            value={stale}
            error={errors.stale}
            help="Empty: two days after a check was due, else 30 days"
            className="sm:max-w-[50%]"
            onChange={(event) => setStale(event.target.value)}
          />
          {save.error ? (
            <p role="alert" className="text-bad">
              {save.error.message}
            </p>
          ) : null}
          <div className="flex items-center gap-3">
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
