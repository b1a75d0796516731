"use client";
import { PageHeader } from "../_ui/page-header.tsx";
import { useMe } from "./me.tsx";
import { PasswordPanel } from "./password-panel.tsx";
import { ProfilePanel } from "./profile-panel.tsx";
import { SessionsPanel } from "./sessions-panel.tsx";
import { TwoFactorPanel } from "./two-factor-panel.tsx";

/** One's own account: name, password, second factor, and where one is signed in. */
export function Account() {
  const me = useMe();
  return (
    <>
      <PageHeader title="Your account" lead={`${me.email}, ${me.role}`} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="grid gap-4">
          <ProfilePanel />
          <TwoFactorPanel />
        </div>
        <div className="grid gap-4">
          <PasswordPanel />
          <SessionsPanel />
        </div>
      </div>
    </>
  );
}
