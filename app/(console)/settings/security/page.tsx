import type { Metadata } from "next";
import { SecuritySettings } from "../../../_security/security-settings.tsx";

export const metadata: Metadata = { title: "Security" };

export default function SecurityPage() {
  return <SecuritySettings />;
}
