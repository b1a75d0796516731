import type { Metadata } from "next";
import { RetentionSettings } from "../../../_retention/retention-settings.tsx";

export const metadata: Metadata = { title: "Retention settings" };

export default function RetentionSettingsPage() {
  return <RetentionSettings />;
}
