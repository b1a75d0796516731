"use client";
import Link from "next/link";
import type { RetentionPreviewSet } from "../_trpc/types.ts";
import { Bytes, Time } from "../_ui/figures.tsx";
import { formatDate, formatDateTime } from "../_ui/format/time.ts";
import { Pill } from "../_ui/pill.tsx";
import { Table, Td, Th } from "../_ui/table.tsx";

/** Each set with its verdict, when it would go and why. */
export function PreviewTable({ rows }: { rows: RetentionPreviewSet[] }) {
  return (
    <Table label="What the policy would do to each set">
      <thead>
        <tr>
          <Th>Set</Th>
          <Th>Verdict</Th>
          <Th>When and why</Th>
          <Th numeric>Size</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.set.id}>
            <Td className="whitespace-nowrap">
              <Link href={`./backups#${row.set.id}`} className="hover:underline">
                {formatDateTime(row.set.startedAt)}
              </Link>
              <div className="text-xs text-ink-3">
                {row.set.hold
                  ? "held"
                  : row.set.pinned
                    ? "pinned"
                    : row.set.state === "good"
                      ? ""
                      : row.set.state}
              </div>
            </Td>
            <Td>
              <Pill tone={row.keep ? "good" : "warn"}>{row.keep ? "Stays" : "Goes"}</Pill>
            </Td>
            <Td className="min-w-60">
              <When row={row} />
              <div className="text-xs text-ink-2">{row.reasons.join(" ")}</div>
            </Td>
            <Td numeric>
              <Bytes value={row.freesBytes} stop={false} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function When({ row }: { row: RetentionPreviewSet }) {
  if (row.set.leaving) return `Expiring on ${formatDate(row.set.leaving.goesAt)}.`;
  if (!row.keep) return row.goesAnyway ? "After its grace period." : "Once this is confirmed.";
  if (!row.expiresAt) return "Stays as things are.";
  return (
    <>
      Would expire <Time at={row.expiresAt} exact stop={false} /> if nothing else happened.
    </>
  );
}
