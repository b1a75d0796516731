"use client";
import { ChainPanel } from "../_audit/chain-panel.tsx";
import { ReachPanel } from "./reach-panel.tsx";
import { SecretsPanel } from "./secrets-panel.tsx";
import { SessionsPolicy } from "./sessions-policy.tsx";

/** The master key, where Holdfast connects to, whether the audit holds, and what holds for sessions. */
export function SecuritySettings() {
  return (
    <div className="grid items-start gap-x-4 lg:grid-cols-2">
      <div className="grid gap-4">
        <SecretsPanel />
        <SessionsPolicy />
      </div>
      <div className="grid gap-4 max-lg:mt-4">
        <ReachPanel />
        <ChainPanel />
      </div>
    </div>
  );
}
