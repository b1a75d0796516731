"use client";
import Link from "next/link";
import type { DayCell } from "../_trpc/types.ts";
import { Bytes } from "../_ui/figures.tsx";
import { formatCount } from "../_ui/format/bytes.ts";
import { Pill } from "../_ui/pill.tsx";
import { Table, Td, Th } from "../_ui/table.tsx";
import { DAY_LOOKS, dayName, linesOf, lookOf } from "./day-words.ts";

/** The days of a database as a table, the newest first: the same facts without the picture. */
export function DaysTable({
  name,
  days,
  cells,
}: {
  name: string;
  days: string[];
  cells: DayCell[];
}) {
  const byDay = new Map(cells.map((cell) => [cell.day, cell]));
  return (
    <Table label={`Days of ${name}`}>
      <thead>
        <tr>
          <Th>Day</Th>
          <Th>State</Th>
          <Th>What happened</Th>
          <Th numeric>Transactions</Th>
          <Th numeric>Stored</Th>
        </tr>
      </thead>
      <tbody>
        {[...days].reverse().map((day) => {
          const cell = byDay.get(day);
          const { name: look, tone } = DAY_LOOKS[lookOf(cell)];
          return (
            <tr key={day}>
              <Td className="whitespace-nowrap">{dayName(day)}</Td>
              <Td>
                <Pill tone={tone}>{look.replace(/:.*/, "")}</Pill>
              </Td>
              <Td className="text-ink-2">
                {linesOf(cell).map((line) => (
                  <div key={line.text}>
                    {line.runId ? (
                      <Link href={`/runs/${line.runId}`} className="underline underline-offset-2">
                        {line.text}
                      </Link>
                    ) : (
                      line.text
                    )}
                  </div>
                ))}
              </Td>
              <Td numeric>{cell ? formatCount(cell.transactions) : ""}</Td>
              <Td numeric>{cell ? <Bytes value={cell.bytes} stop={false} /> : ""}</Td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
