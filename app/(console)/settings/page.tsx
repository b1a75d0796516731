import type { Metadata } from "next";
import { SystemSettings } from "../../_shell/system-settings.tsx";

export const metadata: Metadata = { title: "System" };

export default function SettingsPage() {
  return <SystemSettings />;
}
