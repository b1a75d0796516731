import type { Metadata } from "next";
import { Suspense } from "react";
import { RunList } from "../../_runs/run-list.tsx";
import { RunsHeader } from "../../_runs/runs-header.tsx";
import { WaitingList } from "../../_ui/filter-bar.tsx";

export const metadata: Metadata = { title: "Runs" };

export default function RunsPage() {
  return (
    <>
      <RunsHeader />
      <Suspense fallback={<WaitingList what="runs" rows={8} />}>
        <RunList />
      </Suspense>
    </>
  );
}
