import type { Metadata } from "next";
import { AdministratorsOnly } from "../../../_security/administrators-only.tsx";
import { SecuritySettings } from "../../../_security/security-settings.tsx";

export const metadata: Metadata = { title: "Security" };

export default function SecurityPage() {
  return (
    <AdministratorsOnly what="This page">
      <SecuritySettings />
    </AdministratorsOnly>
  );
}
