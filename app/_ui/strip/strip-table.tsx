"use client";
import { ChevronRight } from "lucide-react";
import type { StripDto } from "../../_trpc/types.ts";
import { Time } from "../figures.tsx";
import { Table, Td, Th } from "../table.tsx";
import { rowsOf } from "./rows.ts";

/** The strip as a table, folded away: the same facts without the picture. */
export function StripTable({ strip, now }: { strip: StripDto; now: number }) {
  const rows = rowsOf(strip, now);
  return (
    <details className="group mt-2">
      <summary className="inline-flex items-center gap-1 rounded text-xs text-ink-3 hover:text-ink">
        <ChevronRight className="size-3.5 group-open:rotate-90" aria-hidden="true" />
        Show as table
      </summary>
      <div className="mt-2">
        <Table label="Protection over time">
          <thead>
            <tr>
              <Th>What</Th>
              <Th>From</Th>
              <Th>To</Th>
              <Th>Detail</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key}>
                <Td className="whitespace-nowrap">{row.what}</Td>
                <Td>
                  <Time at={row.from} exact stop={false} />
                </Td>
                <Td>
                  <Time at={row.to} exact stop={false} />
                </Td>
                <Td className="text-ink-2">{row.note}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </details>
  );
}
