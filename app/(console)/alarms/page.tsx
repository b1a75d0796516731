import type { Metadata } from "next";
import { Suspense } from "react";
import { AlarmList, AlarmsHeader } from "../../_alarms/alarm-list.tsx";
import { WaitingList } from "../../_ui/filter-bar.tsx";

export const metadata: Metadata = { title: "Alarms" };

export default function AlarmsPage() {
  return (
    <>
      <AlarmsHeader />
      <Suspense fallback={<WaitingList what="alarms" rows={6} />}>
        <AlarmList />
      </Suspense>
    </>
  );
}
