import type { AuditEntryDto } from "../_trpc/types.ts";
import { Time } from "../_ui/figures.tsx";
import { Facts } from "../_ui/panel.tsx";
import { type Change, changesOf } from "./words.ts";

/** All that an entry holds: where it came from, and each field before and after. */
export function EntryDetail({ entry }: { entry: AuditEntryDto }) {
  const changes = changesOf(entry.before, entry.after);
  return (
    <div className="grid items-start gap-x-8 gap-y-4 lg:grid-cols-[1fr_20rem]">
      <Changes changes={changes} isRequest={entry.before === null} />
      <Facts
        facts={[
          { name: "Entry", value: entry.seq },
          { name: "Time", value: <Time at={entry.at} exact /> },
          { name: "Who", value: entry.who.name },
          { name: "Address", value: entry.address ?? "not known" },
          { name: "Act", value: <span className="font-mono text-code">{entry.act}</span> },
          ...(entry.about
            ? [
                {
                  name: entry.about.kind.charAt(0).toUpperCase() + entry.about.kind.slice(1),
                  value: <span className="font-mono text-code break-all">{entry.about.id}</span>,
                },
              ]
            : []),
          {
            name: "Hash",
            value: <span className="font-mono text-code break-all">{entry.hash}</span>,
          },
        ]}
      />
    </div>
  );
}

function Changes({ changes, isRequest }: { changes: Change[]; isRequest: boolean }) {
  if (changes.length === 0) return <p className="text-ink-2">It holds no more than the act.</p>;
  return (
    <table className="w-full border-collapse">
      <caption className="mb-1 text-left text-xs text-ink-3">
        {isRequest ? "What was asked for, or what came to be" : "What changed"}
      </caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody className="text-code">
        {changes.map((change) => (
          <tr key={change.name} className="align-top">
            <th scope="row" className="py-0.5 pr-4 text-left font-normal text-ink-2">
              {change.name}
            </th>
            <td className="py-0.5 pr-4 font-mono wrap-anywhere">
              {change.before === null ? null : (
                <del className="bg-bad-soft text-bad no-underline">{change.before}</del>
              )}
            </td>
            <td className="py-0.5 font-mono wrap-anywhere">
              {change.after === null ? null : isRequest ? (
                change.after
              ) : (
                <ins className="bg-good-soft text-good no-underline">{change.after}</ins>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
