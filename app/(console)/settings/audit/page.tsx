import type { Metadata } from "next";
import { AuditList } from "../../../_audit/audit-list.tsx";

export const metadata: Metadata = { title: "Audit" };

export default function AuditPage() {
  return <AuditList />;
}
