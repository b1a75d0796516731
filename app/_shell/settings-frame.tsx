import type { ReactNode } from "react";
import { PageHeader } from "../_ui/page-header.tsx";
import { TabLinks } from "../_ui/tabs.tsx";

const TABS = [
  { label: "System", href: "/settings" },
  { label: "People", href: "/settings/people" },
  { label: "Notifications", href: "/settings/notifications" },
  { label: "Audit", href: "/settings/audit" },
  { label: "Retention", href: "/settings/retention" },
  { label: "Security", href: "/settings/security" },
];

/** What every tab of the settings stands in. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHeader title="Settings" lead="What holds for this installation as a whole." />
      <TabLinks label="Settings" tabs={TABS} />
      {children}
    </>
  );
}
