import Link from "next/link";
import type { NamedTransaction } from "../_trpc/types.ts";
import { Time } from "../_ui/figures.tsx";
import { formatCount } from "../_ui/format/bytes.ts";
import { Table, Td, Th } from "../_ui/table.tsx";
import { Changes, Figures } from "./changes.tsx";
import { namedFigures, othersOf } from "./words.ts";

const NAMES = 3;

/** Transactions, newest first. */
export function TransactionsTable({
  transactions,
  href,
}: {
  transactions: NamedTransaction[];
  href: (tx: number) => string;
}) {
  return (
    <Table label="Transactions">
      <thead>
        <tr>
          <Th>Transaction</Th>
          <Th>Committed</Th>
          <Th numeric>Nodes</Th>
          <Th numeric>Relationships</Th>
          <Th numeric>Properties</Th>
          <Th>Labels and types</Th>
        </tr>
      </thead>
      <tbody>
        {transactions.map((each) => (
          <tr key={each.tx} className="hover:bg-sunk">
            <Td>
              <Link
                href={href(each.tx)}
                prefetch={false}
                className="text-accent underline-offset-2 hover:underline"
              >
                {formatCount(each.tx)}
              </Link>
            </Td>
            <Td>
              <Time at={new Date(each.committedAt)} exact stop={false} />
            </Td>
            <Td numeric>
              <Changes changes={each.nodes} />
            </Td>
            <Td numeric>
              <Changes changes={each.relationships} />
            </Td>
            <Td numeric>
              <Changes changes={each.properties} />
            </Td>
            <Td className="min-w-48">
              <What transaction={each} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** Labels and types by name, then whatever else it did. */
function What({ transaction }: { transaction: NamedTransaction }) {
  const named = namedFigures(transaction);
  const others = othersOf(transaction);
  const more = named.length - NAMES;
  return (
    <span className="flex flex-wrap gap-x-3">
      {named.slice(0, NAMES).map((each) => (
        <span key={each.key} className="inline-flex min-w-0 flex-wrap gap-x-1.5">
          <span className="min-w-0 break-all">{each.name}</span>
          <Figures figures={each.figures} />
        </span>
      ))}
      {more > 0 ? <span className="text-ink-3">and {more} more</span> : null}
      {others.length > 0 ? <span className="text-ink-2">{others.join(", ")}</span> : null}
    </span>
  );
}
