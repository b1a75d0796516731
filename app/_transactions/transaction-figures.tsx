import type { NamedTransaction } from "../_trpc/types.ts";
import { Bytes, Duration, Time } from "../_ui/figures.tsx";
import { formatCount, plural } from "../_ui/format/bytes.ts";
import { Panel } from "../_ui/panel.tsx";
import { Changes } from "./changes.tsx";
import { othersOf } from "./words.ts";

/** When a transaction was committed, how big it is, and how much it did. */
export function TransactionFigures({ detail }: { detail: NamedTransaction }) {
  const { tx, committedAt, startedAt, bytes, commands } = detail;
  const others = othersOf(detail);
  return (
    <Panel aria-label={`Transaction ${tx}`}>
      <h2 className="text-lg font-semibold">Transaction {formatCount(tx)}</h2>
      <p className="text-ink-2">
        Committed <Time at={new Date(committedAt)} exact />
        {committedAt > startedAt ? (
          <>
            , <Duration millis={committedAt - startedAt} /> after it began
          </>
        ) : null}
        . <Bytes value={bytes} /> in the log, {plural(commands, "command")}.
      </p>
      <dl className="mt-3 flex flex-wrap gap-x-8 gap-y-2">
        {(["nodes", "relationships", "properties"] as const).map((kind) => (
          <div key={kind}>
            <dt className="text-xs text-ink-3">{kind.charAt(0).toUpperCase() + kind.slice(1)}</dt>
            <dd>
              <Changes changes={detail[kind]} />
            </dd>
          </div>
        ))}
        {others.length > 0 ? (
          <div>
            <dt className="text-xs text-ink-3">Besides</dt>
            <dd>{others.join(", ")}</dd>
          </div>
        ) : null}
      </dl>
    </Panel>
  );
}
