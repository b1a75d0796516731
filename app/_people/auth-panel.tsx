import type { ReactNode } from "react";
import { Panel } from "../_ui/panel.tsx";

/** What a page before sign-in stands in: what it is about, and its form. */
export function AuthPanel({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <Panel className="p-6">
      <h1 className="text-lg font-semibold tracking-tight">{title}</h1>
      {lead ? <div className="mt-1 text-ink-2">{lead}</div> : null}
      {children}
    </Panel>
  );
}
