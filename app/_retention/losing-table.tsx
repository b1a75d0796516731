"use client";
import type { LosingSet } from "../_trpc/types.ts";
import { Bytes } from "../_ui/figures.tsx";
import { formatBytes, plural } from "../_ui/format/bytes.ts";
import { formatDate, formatDateTime } from "../_ui/format/time.ts";
import { Table, Td, Th } from "../_ui/table.tsx";

const SHOWN = 50;

/** How many sets go, of how many databases, and what that frees. */
export function losingSentence(losing: readonly LosingSet[]): string {
  const bytes = losing.reduce((sum, set) => sum + set.bytes, 0);
  const databases = new Set(losing.map((set) => set.databaseId)).size;
  const where = databases > 1 ? ` of ${databases} databases` : "";
  return `${plural(losing.length, "backup set")}${where} would go, which frees ${formatBytes(bytes)}`;
}

/** Sets that a change of rules would let go, with what each restores and why. */
export function LosingTable({
  losing,
  withDatabase = false,
}: {
  losing: readonly LosingSet[];
  withDatabase?: boolean;
}) {
  return (
    <>
      <Table label="Sets that would go">
        <thead>
          <tr>
            {withDatabase ? <Th>Database</Th> : null}
            <Th>Set</Th>
            <Th>Restores</Th>
            <Th>Why</Th>
            <Th numeric>Frees</Th>
          </tr>
        </thead>
        <tbody>
          {losing.slice(0, SHOWN).map((set) => (
            <tr key={set.setId}>
              {withDatabase ? <Td>{set.databaseName}</Td> : null}
              <Td className="whitespace-nowrap">
                {formatDateTime(set.startedAt)}
                <div className="font-mono text-xs text-ink-3">{set.setId}</div>
              </Td>
              <Td className="whitespace-nowrap">
                {formatDate(set.from)}
                <div className="text-xs text-ink-3">to {formatDate(set.to)}</div>
              </Td>
              <Td className="min-w-60 text-xs text-ink-2">{set.reasons.join(" ")}</Td>
              <Td numeric>
                <Bytes value={set.bytes} stop={false} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {losing.length > SHOWN ? (
        <p className="px-4 py-2 text-xs text-ink-3">
          And {losing.length - SHOWN} more, the oldest of them of{" "}
          {formatDate(losing.at(-1)?.startedAt ?? new Date(0))}.
        </p>
      ) : null}
    </>
  );
}
