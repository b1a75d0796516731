"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { exposedLevel } from "../_databases/protection.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, RetentionPolicy } from "../_trpc/types.ts";
import { cn } from "../_ui/cn.ts";
import { formatBytes } from "../_ui/format/bytes.ts";
import { Panel } from "../_ui/panel.tsx";
import { EmptyState, ErrorState, LoadingRows, Skeleton } from "../_ui/states.tsx";
import { domainOf } from "../_ui/strip/layout.ts";
import { sentenceOf } from "../_ui/strip/rows.ts";
import { Strip } from "../_ui/strip/strip.tsx";
import { useNow } from "../_ui/use-now.ts";
import { PreviewTable } from "./preview-table.tsx";

/** What a policy would do now: in a sentence, on the strip, set by set. Changes nothing. */
export function RetentionPreview({
  database,
  policy,
}: {
  database: DatabaseDto;
  policy: RetentionPolicy;
}) {
  const trpc = useTRPC();
  const preview = useQuery(
    trpc.retention.preview.queryOptions(
      { databaseId: database.id, policy },
      { placeholderData: keepPreviousData },
    ),
  );
  if (preview.error) {
    return (
      <Panel title="Preview" flush>
        <ErrorState
          what="the preview"
          error={preview.error}
          onRetry={() => void preview.refetch()}
        />
      </Panel>
    );
  }
  const data = preview.data;
  return (
    <Panel title="Preview" flush className={cn(preview.isPlaceholderData && "opacity-60")}>
      <div className="px-4" aria-live="polite">
        {data ? (
          <p className="font-medium">
            {data.sentence}
            {data.freesBytesNow > 0 ? ` That frees ${formatBytes(data.freesBytesNow)}.` : ""}
          </p>
        ) : (
          <Skeleton className="h-5 w-80 max-w-full" />
        )}
      </div>
      <div className="min-h-[100px] px-4 pt-3 pb-2">
        <PreviewStrip
          database={database}
          leaving={new Set(data?.sets.filter((row) => !row.keep).map((row) => row.set.id))}
        />
      </div>
      {!data ? (
        <LoadingRows what="the preview" rows={3} />
      ) : data.sets.length === 0 ? (
        <EmptyState title="No backup set yet">
          Once there are sets, this shows which would stay, which would go, when and why.
        </EmptyState>
      ) : (
        <PreviewTable rows={data.sets} />
      )}
    </Panel>
  );
}

function PreviewStrip({
  database,
  leaving,
}: {
  database: DatabaseDto;
  leaving: ReadonlySet<string>;
}) {
  const trpc = useTRPC();
  const now = useNow(5_000);
  const strip = useQuery(trpc.databases.strip.queryOptions({ id: database.id, days: 3_660 }));
  if (!strip.data) return null;
  return (
    <Strip
      strip={strip.data}
      domain={domainOf([strip.data], now)}
      now={now}
      size="large"
      level={exposedLevel(database, now)}
      label={`${sentenceOf(strip.data, now)} ${leaving.size} would expire.`}
      leaving={leaving}
    />
  );
}
