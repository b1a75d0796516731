"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../_trpc/client.ts";
import { Panel } from "../_ui/panel.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../_ui/states.tsx";
import { InvitePerson } from "./invite-person.tsx";
import { PeopleTable } from "./people-table.tsx";
import { SingleSignOnPanel } from "./single-sign-on-panel.tsx";
import { useMay } from "./use-may.ts";

/** Who may sign in and as what, and single sign-on. */
export function PeopleSettings() {
  const { may, why } = useMay("administer");
  if (!may)
    return (
      <Panel flush>
        <EmptyState title="Only administrators see who has an account">{why}</EmptyState>
      </Panel>
    );
  return (
    <div className="grid gap-4">
      <People />
      <SingleSignOnPanel />
    </div>
  );
}

function People() {
  const trpc = useTRPC();
  const people = useQuery(trpc.people.list.queryOptions());
  return (
    <Panel title="People" flush actions={<InvitePerson />}>
      {people.isPending ? (
        <LoadingRows what="people" rows={3} />
      ) : people.error ? (
        <ErrorState what="people" error={people.error} onRetry={() => void people.refetch()} />
      ) : people.data.length === 0 ? (
        <EmptyState title="Nobody" />
      ) : (
        <PeopleTable people={people.data} />
      )}
      <p className="px-4 py-3 text-ink-3 text-xs">
        A viewer sees everything and changes nothing. An operator also backs up, verifies, restores
        and pins. An administrator also changes settings, deletes backups and decides who comes in.
      </p>
    </Panel>
  );
}
