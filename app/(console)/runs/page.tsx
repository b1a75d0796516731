import type { Metadata } from "next";
import { Suspense } from "react";
import { RunList } from "../../_runs/run-list.tsx";
import { RunsHeader } from "../../_runs/runs-header.tsx";
import { Panel } from "../../_ui/panel.tsx";
import { LoadingRows } from "../../_ui/states.tsx";

export const metadata: Metadata = { title: "Runs" };

export default function RunsPage() {
  return (
    <>
      <RunsHeader />
      <Suspense fallback={<Waiting />}>
        <RunList />
      </Suspense>
    </>
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
