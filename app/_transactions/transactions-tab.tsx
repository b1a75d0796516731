"use client";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useDatabase } from "../_databases/use-database.ts";
import { replaceSearch } from "../_restore/replace-search.ts";
import { chosenSet } from "../_restore/set-choice.ts";
import { SetSelect } from "../_restore/set-select.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Panel } from "../_ui/panel.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../_ui/states.tsx";
import { listSearch, parseList } from "./filters.ts";
import { TransactionsList } from "./transactions-list.tsx";

/** Every transaction of a set, with what it changed. */
export function TransactionsTab({ slug }: { slug: string }) {
  const database = useDatabase(slug);
  return database.data ? <Transactions database={database.data} /> : <Waiting />;
}

function Transactions({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const address = parseList(useSearchParams());
  const sets = useQuery(trpc.sets.list.queryOptions({ databaseId: database.id }));
  if (sets.isPending) return <Waiting />;
  if (sets.error) {
    return (
      <Panel flush>
        <ErrorState what="the backup sets" error={sets.error} onRetry={() => void sets.refetch()} />
      </Panel>
    );
  }
  const set = chosenSet(sets.data, address.setId);
  if (!set) {
    return (
      <Panel flush>
        {address.setId === null ? (
          <EmptyState title="No transaction to show yet">
            The first backup makes a set, and its log holds the transactions since then: what each
            one created, changed and deleted.
          </EmptyState>
        ) : (
          <EmptyState
            title={`There is no set ${address.setId} to read`}
            actions={<Button onClick={() => replaceSearch("")}>Newest good set</Button>}
          >
            It may have expired or been deleted, or its full backup never completed.
          </EmptyState>
        )}
      </Panel>
    );
  }
  return (
    <div className="grid gap-3">
      <SetSelect
        sets={sets.data}
        chosen={set}
        onChange={(setId) => replaceSearch(listSearch({ setId }))}
      />
      <TransactionsList key={set.id} set={set} slug={database.slug} address={address} />
    </div>
  );
}

function Waiting() {
  return (
    <Panel flush>
      <LoadingRows what="transactions" rows={8} className="h-11" />
    </Panel>
  );
}
