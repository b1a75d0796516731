import type { Metadata } from "next";
import { ScheduleTab } from "../../../../_schedules/schedule-tab.tsx";

export const metadata: Metadata = { title: "Schedule" };

interface Props {
  params: Promise<{ slug: string }>;
}

export default async function Page({ params }: Props) {
  const { slug } = await params;
  return <ScheduleTab slug={slug} />;
}
