"use client";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState } from "../_ui/states.tsx";

export default function ConsoleError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <Panel flush>
      <ErrorState what="this page" error={error} onRetry={reset} />
    </Panel>
  );
}
