"use client";
import { Suspense } from "react";
import { RunList } from "../_runs/run-list.tsx";
import { MissedNote } from "../_schedules/missed-note.tsx";
import { Panel } from "../_ui/panel.tsx";
import { LoadingRows } from "../_ui/states.tsx";
import { useDatabase } from "./use-database.ts";

/** The runs of one database. */
export function DatabaseRuns({ slug }: { slug: string }) {
  const database = useDatabase(slug);
  if (!database.data) return <Waiting />;
  return (
    <Suspense fallback={<Waiting />}>
      <MissedNote database={database.data} />
      <RunList databaseId={database.data.id} />
    </Suspense>
  );
}

function Waiting() {
  return (
    <>
      <div className="mb-3 min-h-8" />
      <Panel flush>
        <LoadingRows what="runs" rows={8} />
      </Panel>
    </>
  );
}
