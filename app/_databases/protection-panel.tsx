"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { Select } from "../_ui/field.tsx";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, Skeleton } from "../_ui/states.tsx";
import { domainOf } from "../_ui/strip/layout.ts";
import { StripLegend } from "../_ui/strip/legend.tsx";
import { sentenceOf } from "../_ui/strip/rows.ts";
import { Strip } from "../_ui/strip/strip.tsx";
import { StripTable } from "../_ui/strip/strip-table.tsx";
import { useNow } from "../_ui/use-now.ts";
import { exposedLevel } from "./protection.ts";

const RANGES = [
  { value: "1", label: "24 hours" },
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "365", label: "1 year" },
];

/** The large strip of a database, with its legend and its table. */
export function ProtectionPanel({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const now = useNow();
  const [days, setDays] = useState("30");
  const strip = useQuery(
    trpc.databases.strip.queryOptions(
      { id: database.id, days: Number(days) },
      { placeholderData: keepPreviousData },
    ),
  );
  return (
    <Panel
      title="Protection"
      actions={
        <Select
          label="Back to"
          options={RANGES}
          value={days}
          onChange={(event) => setDays(event.target.value)}
        />
      }
    >
      {strip.error ? (
        <ErrorState what="the strip" error={strip.error} onRetry={() => void strip.refetch()} />
      ) : !strip.data ? (
        <Skeleton className="h-[149px]" />
      ) : (
        <>
          <Strip
            strip={strip.data}
            domain={domainOf([strip.data], now)}
            now={now}
            size="large"
            level={exposedLevel(database, now)}
            label={sentenceOf(strip.data, now)}
          />
          <div className="mt-3">
            <StripLegend level={exposedLevel(database, now)} />
          </div>
          <StripTable strip={strip.data} now={now} />
        </>
      )}
    </Panel>
  );
}
