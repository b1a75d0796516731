import type { Metadata } from "next";
import { JoinForm } from "../../_people/join-form.tsx";

export const metadata: Metadata = { title: "Set a password", referrer: "no-referrer" };

export default function JoinPage() {
  return <JoinForm />;
}
