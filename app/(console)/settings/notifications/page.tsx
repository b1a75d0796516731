import type { Metadata } from "next";
import { Notifications } from "../../../_alarms/notifications.tsx";

export const metadata: Metadata = { title: "Notifications" };

export default function NotificationsPage() {
  return <Notifications />;
}
