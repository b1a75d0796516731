"use client";
import type { ReactNode } from "react";
import { useMay } from "../_people/use-may.ts";
import { Panel } from "../_ui/panel.tsx";
import { EmptyState } from "../_ui/states.tsx";

/** A page for administrators; everybody else is told whose it is, and nothing of it is asked for. */
export function AdministratorsOnly({ what, children }: { what: string; children: ReactNode }) {
  const { may, why } = useMay("administer");
  if (may) return children;
  return (
    <Panel flush>
      <EmptyState title={`${what} is for administrators`}>{why}</EmptyState>
    </Panel>
  );
}
