import { addressText, type ServerAddress } from "neo4j-backup/catalogue";
import type { DatabaseDto } from "../_trpc/types.ts";

export type Addressed = Pick<DatabaseDto, "host" | "port" | "moreAddresses">;

/** All addresses of a database, in the order in which they are tried. */
export const addressesOf = ({ host, port, moreAddresses }: Addressed): ServerAddress[] => [
  { host, port },
  ...moreAddresses,
];

/** "10.2.0.14:6362", and of several "10.2.0.14:6362 +2". */
export function addressLabel(database: Addressed): string {
  const more = database.moreAddresses.length;
  return more === 0 ? addressText(database) : `${addressText(database)} +${more}`;
}

/** All of them in one line, for a title; undefined when there is one, which is shown anyway. */
export function addressTitle(database: Addressed): string | undefined {
  if (database.moreAddresses.length === 0) return undefined;
  return `Tried in this order: ${addressesOf(database).map(addressText).join(", ")}`;
}

/** The list with the one at `at` a place earlier. */
export function movedUp<T>(list: readonly T[], at: number): T[] {
  const before = list[at - 1];
  const one = list[at];
  if (before === undefined || one === undefined) return [...list];
  return [...list.slice(0, at - 1), one, before, ...list.slice(at + 1)];
}
