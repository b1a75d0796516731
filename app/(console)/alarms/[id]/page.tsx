import type { Metadata } from "next";
import { AlarmView } from "../../../_alarms/alarm-view.tsx";

export const metadata: Metadata = { title: "Alarm" };

export default async function AlarmPage({ params }: { params: Promise<{ id: string }> }) {
  return <AlarmView id={(await params).id} />;
}
