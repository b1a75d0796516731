import type { Metadata } from "next";
import { Account } from "../../_people/account.tsx";

export const metadata: Metadata = { title: "Your account" };

export default function AccountPage() {
  return <Account />;
}
