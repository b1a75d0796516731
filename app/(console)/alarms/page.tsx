import type { Metadata } from "next";
import { Suspense } from "react";
import { AlarmList, AlarmsHeader } from "../../_alarms/alarm-list.tsx";
import { Panel } from "../../_ui/panel.tsx";
import { LoadingRows } from "../../_ui/states.tsx";

export const metadata: Metadata = { title: "Alarms" };

export default function AlarmsPage() {
  return (
    <>
      <AlarmsHeader />
      <Suspense fallback={<Waiting />}>
        <AlarmList />
      </Suspense>
    </>
  );
}

function Waiting() {
  return (
    <>
      <div className="mb-3 min-h-8" />
      <Panel flush>
        <LoadingRows what="alarms" rows={6} />
      </Panel>
    </>
  );
}
