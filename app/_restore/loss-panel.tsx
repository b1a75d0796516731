import Link from "next/link";
import type { RestoreLoss, SetDto } from "../_trpc/types.ts";
import { Time } from "../_ui/figures.tsx";
import { formatCount } from "../_ui/format/bytes.ts";
import { type Fact, Facts, Panel } from "../_ui/panel.tsx";
import { lostOf } from "./words.ts";

/** The transactions after the point: how many, from when to when, and what they did. */
export function LossPanel({
  loss,
  set,
  slug,
  tx,
}: {
  loss: RestoreLoss;
  set: SetDto;
  slug: string;
  tx: number;
}) {
  if (loss.transactions === 0) {
    return (
      <Panel title="What you would leave out">
        <p className="text-ink-2">
          Nothing: the set ends with this transaction. What the source did after its last backup is
          in no backup yet.
        </p>
      </Panel>
    );
  }
  const deleted = lostOf(loss, "deleted");
  const facts: Fact[] = [
    { name: "Transactions", value: formatCount(loss.transactions) },
    { name: "First of them", value: loss.firstAt ? <Time at={loss.firstAt} exact /> : "–" },
    { name: "Last of them", value: loss.lastAt ? <Time at={loss.lastAt} exact /> : "–" },
    { name: "Created", value: lostOf(loss, "created") },
    { name: "Changed", value: lostOf(loss, "changed") },
    {
      name: "Deleted",
      value: <span className={deleted === "nothing" ? "" : "font-medium text-bad"}>{deleted}</span>,
    },
  ];
  return (
    <Panel title="What you would leave out">
      <Facts facts={facts} />
      <p className="mt-3 text-xs text-ink-3">
        What was deleted after the point is there again after the restore; what was created after it
        is not.{" "}
        <Link
          href={`/databases/${slug}/transactions?set=${set.id}&first=${tx + 1}`}
          className="text-accent underline underline-offset-2"
        >
          See these transactions
        </Link>
      </p>
    </Panel>
  );
}
