"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useDatabase } from "../_databases/use-database.ts";
import { parseTx, restoreHref } from "../_restore/point.ts";
import { chosenSet } from "../_restore/set-choice.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { ButtonLink } from "../_ui/button.tsx";
import { formatCount } from "../_ui/format/bytes.ts";
import { Panel } from "../_ui/panel.tsx";
import { EmptyState, ErrorState, Loading, Skeleton } from "../_ui/states.tsx";
import { EntityList } from "./entity-list.tsx";
import { listSearch, NO_FILTERS } from "./filters.ts";
import { TransactionFigures } from "./transaction-figures.tsx";

/** One transaction: its figures, and every entity that it touched, before and after. */
export function TransactionView({ slug, tx }: { slug: string; tx: string }) {
  const database = useDatabase(slug);
  const id = parseTx(tx);
  if (id === null) {
    return (
      <Panel flush>
        <EmptyState
          title="That is no transaction id"
          actions={
            <ButtonLink href={`/databases/${slug}/transactions`}>All transactions</ButtonLink>
          }
        />
      </Panel>
    );
  }
  return database.data ? <Transaction database={database.data} tx={id} /> : <Waiting />;
}

function Transaction({ database, tx }: { database: DatabaseDto; tx: number }) {
  const trpc = useTRPC();
  const asked = useSearchParams().get("set");
  const sets = useQuery(trpc.sets.list.queryOptions({ databaseId: database.id }));
  const set = sets.data ? chosenSet(sets.data, asked) : null;
  const detail = useQuery(
    trpc.history.transaction.queryOptions(
      { setId: set?.id ?? "", tx },
      { enabled: set !== null, retry: false },
    ),
  );
  const all = `/databases/${database.slug}/transactions${listSearch({ setId: set?.id ?? null })}`;
  const error = sets.error ?? detail.error;
  const missing = detail.error?.data?.code === "NOT_FOUND" || (sets.data && !set);
  if (missing) {
    return (
      <Panel flush>
        <EmptyState
          title={`Transaction ${formatCount(tx)} is not in the log of this set`}
          actions={<ButtonLink href={all}>All transactions</ButtonLink>}
        >
          A log begins where its full backup ends. Another set may hold it.
        </EmptyState>
      </Panel>
    );
  }
  if (error) {
    return (
      <Panel flush>
        <ErrorState
          what="the transaction"
          error={error}
          onRetry={() => void (sets.error ? sets.refetch() : detail.refetch())}
        />
      </Panel>
    );
  }
  if (!set || !detail.data) return <Waiting />;
  const nodeHref = (node: number) =>
    `/databases/${database.slug}/transactions${listSearch({ setId: set.id, filters: { ...NO_FILTERS, node: String(node) } })}`;
  const relationshipHref = (rel: number) =>
    `/databases/${database.slug}/transactions${listSearch({ setId: set.id, filters: { ...NO_FILTERS, rel: String(rel) } })}`;
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Link href={all} className="text-ink-2 underline-offset-2 hover:underline">
          ‹ All transactions
        </Link>
        <ButtonLink href={restoreHref(database.slug, { setId: set.id, tx: tx - 1 })}>
          Restore to before this
        </ButtonLink>
      </div>
      <TransactionFigures detail={detail.data} />
      <EntityList detail={detail.data} hrefs={{ node: nodeHref, relationship: relationshipHref }} />
    </div>
  );
}

function Waiting() {
  return (
    <Loading what="the transaction">
      <div className="grid gap-4">
        <Skeleton className="h-8 w-full" />
        <Skeleton className="h-32 rounded-lg" />
        <Skeleton className="h-64 rounded-lg" />
      </div>
    </Loading>
  );
}
