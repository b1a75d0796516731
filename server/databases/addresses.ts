import { addressText, firstRepeated, type ServerAddress } from "neo4j-backup/catalogue";
import { Refusal } from "../refusal.ts";
import { type DatabaseRow, MOST_ADDRESSES } from "./schema.ts";

/** All addresses of a database's server or servers, in the order in which they are tried. */
export const addressesOf = ({
  host,
  port,
  moreAddresses,
}: Pick<DatabaseRow, "host" | "port" | "moreAddresses">): ServerAddress[] => [
  { host, port },
  ...moreAddresses,
];

/** The column as it is read. */
export const storedAddresses = (stored: unknown): ServerAddress[] =>
  (stored as ServerAddress[]).map(({ host, port }) => ({ host, port }));

/** @throws Refusal `invalid` when there are too many, or one stands there twice */
export function requireDifferent(addresses: readonly ServerAddress[]): void {
  if (addresses.length > MOST_ADDRESSES)
    throw new Refusal("invalid", `a database has at most ${MOST_ADDRESSES} addresses`);
  const repeated = addresses[firstRepeated(addresses)];
  if (repeated) throw new Refusal("invalid", `${addressText(repeated)} stands there twice`);
}
