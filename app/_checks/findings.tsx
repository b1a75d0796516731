"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { CheckDto, CheckFinding, SetDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { formatCount } from "../_ui/format/bytes.ts";
import { Table, Td, Th } from "../_ui/table.tsx";
import { groupsOf } from "./groups.ts";
import { saveJson } from "./save-json.ts";
import { findingsSentence } from "./verdict.ts";

const SHOWN = 10;

/** What a check found, by kind; all of it that was kept can be saved as a file. */
export function Findings({ set, check }: { set: SetDto; check: CheckDto }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: async () => {
      const findings = await client.fetchQuery(trpc.sets.findings.queryOptions({ id: set.id }));
      const { at, ok, lastTx, checked, notChecked, totals } = check;
      const verdict = { set: set.id, at, ok, lastTx, checked, notChecked, totals, findings };
      saveJson(`findings-${set.id}.json`, verdict);
    },
  });
  return (
    <div className="rounded-md border border-bad-fill/50 bg-bad-soft">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-3 py-2">
        <p className="font-medium">{findingsSentence(check)}</p>
        <Button size="small" busy={save.isPending} onClick={() => save.mutate()}>
          Export JSON
        </Button>
      </div>
      <p className="px-3 pb-2 text-ink-2">
        {set.state === "good" && set.verifyOk !== false
          ? "The bytes are what the server sent, so the source most likely has the same. "
          : "Files of this set are not what was written, which may be the cause. "}
        The set is kept and does not count as a good one for retention.
      </p>
      {save.error ? (
        <p role="alert" className="px-3 pb-2 text-bad">
          Not exported: {save.error.message}
        </p>
      ) : null}
      <ul className="border-line border-t bg-panel">
        {groupsOf(check.totals, check.findings).map((group) => (
          <li key={group.kind} className="border-line px-3 py-2 not-first:border-t">
            <p className="font-medium">
              {group.title}{" "}
              <span className="text-xs font-normal text-ink-3">{formatCount(group.total)}</span>
            </p>
            <Kept title={group.title} total={group.total} findings={group.findings} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Kept({
  title,
  total,
  findings,
}: {
  title: string;
  total: number;
  findings: CheckFinding[];
}) {
  const [shown, setShown] = useState(SHOWN);
  if (findings.length === 0) {
    return <p className="text-xs text-ink-3">In the exported file, as far as they were kept.</p>;
  }
  return (
    <>
      <Table label={`Findings: ${title}`}>
        <thead>
          <tr>
            <Th>What is wrong</Th>
            <Th>Store file</Th>
            <Th numeric>Record</Th>
            <Th numeric>Offset</Th>
          </tr>
        </thead>
        <tbody>
          {findings.slice(0, shown).map((finding) => (
            <tr key={`${finding.store}-${finding.recordId}-${finding.message}`}>
              <Td className="min-w-60">{finding.message}</Td>
              <Td className="font-mono text-code whitespace-nowrap">{finding.store}</Td>
              <Td numeric>{formatCount(finding.recordId)}</Td>
              <Td numeric>{formatCount(finding.offset)}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {findings.length > shown ? (
        <Button size="small" look="quiet" onClick={() => setShown(shown + 5 * SHOWN)}>
          Show more
        </Button>
      ) : total > findings.length ? (
        <p className="pt-1 text-xs text-ink-3">
          {formatCount(total - findings.length)} more of this kind are not listed.
        </p>
      ) : null}
    </>
  );
}
