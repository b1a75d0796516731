"use client";
import type { DeliveryDto } from "../_trpc/types.ts";
import { Time } from "../_ui/figures.tsx";
import { Pill } from "../_ui/pill.tsx";
import { Table, Td, Th } from "../_ui/table.tsx";
import { deliveryState, deliveryWhat } from "./words.ts";

/** Messages and what the receivers said to them, newest first. */
export function Deliveries({ deliveries, empty }: { deliveries: DeliveryDto[]; empty: string }) {
  if (deliveries.length === 0) return <p className="px-4 pb-4 text-ink-2">{empty}</p>;
  return (
    <Table label="Messages">
      <thead>
        <tr>
          <Th>To</Th>
          <Th>What</Th>
          <Th>How it stands</Th>
          <Th>Answer</Th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((one) => {
          const { tone, text } = deliveryState(one);
          return (
            <tr key={one.id}>
              <Td className="min-w-28 break-words">
                {one.channel?.name ?? one.databaseName ?? "–"}
              </Td>
              <Td className="whitespace-nowrap">
                {deliveryWhat(one.what)}
                {one.alarms > 1 ? ` about ${one.alarms}` : ""}
              </Td>
              <Td>
                <Pill tone={tone}>{text}</Pill>
                <p className="mt-1 text-ink-3 text-xs">
                  {one.nextAt && (one.attempts > 0 || one.heldBecause) ? (
                    <>
                      next try <Time at={one.nextAt} stop={false} />
                    </>
                  ) : (
                    <Time at={one.endedAt ?? one.createdAt} stop={false} />
                  )}
                </p>
              </Td>
              <Td className="min-w-40 break-words text-ink-2 text-xs">
                {one.answer
                  ? `${one.answer.status ?? ""} ${one.answer.text}`.trim() || "an empty answer"
                  : "none yet"}
              </Td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
