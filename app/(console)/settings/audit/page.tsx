import type { Metadata } from "next";
import { AuditList } from "../../../_audit/audit-list.tsx";
import { AdministratorsOnly } from "../../../_security/administrators-only.tsx";

export const metadata: Metadata = { title: "Audit" };

export default function AuditPage() {
  return (
    <AdministratorsOnly what="The audit">
      <AuditList />
    </AdministratorsOnly>
  );
}
