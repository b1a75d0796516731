"use client";
import { useMay } from "../_people/use-may.ts";
import { Panel } from "../_ui/panel.tsx";
import { EmptyState } from "../_ui/states.tsx";
import { ChannelsPanel } from "./channels-panel.tsx";
import { MutesPanel } from "./mutes-panel.tsx";
import { PolicyPanel } from "./policy-panel.tsx";
import { RoutesPanel } from "./routes-panel.tsx";

/** Who is told of alarms, by which way, and when not. */
export function Notifications() {
  const { may, why } = useMay("administer");
  if (!may)
    return (
      <Panel flush>
        <EmptyState title="Only administrators see channels and routes">{why}</EmptyState>
      </Panel>
    );
  return (
    <div className="grid gap-4">
      <ChannelsPanel />
      <RoutesPanel />
      <PolicyPanel />
      <MutesPanel />
    </div>
  );
}
