"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../_trpc/client.ts";
import type { RunCounts } from "../_trpc/types.ts";
import { plural } from "../_ui/format/bytes.ts";
import { PageHeader } from "../_ui/page-header.tsx";

function sentenceOf(counts: RunCounts): string {
  const parts: string[] = [];
  if (counts.failedRecently > 0) {
    parts.push(`the last backup of ${plural(counts.failedRecently, "database")} failed`);
  }
  if (counts.running > 0) {
    parts.push(`${plural(counts.running, "run")} ${counts.running === 1 ? "is" : "are"} under way`);
  }
  if (counts.queued > 0) {
    parts.push(`${plural(counts.queued, "run")} ${counts.queued === 1 ? "waits" : "wait"}`);
  }
  const text = parts.length === 0 ? "nothing is under way" : parts.join(", ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The head of the list of all runs. */
export function RunsHeader() {
  const trpc = useTRPC();
  const counts = useQuery(trpc.runs.counts.queryOptions());
  return <PageHeader title="Runs" lead={counts.data ? sentenceOf(counts.data) : ""} />;
}
