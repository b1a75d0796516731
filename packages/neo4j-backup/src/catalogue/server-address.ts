/** Where a server is reached. Pure data, safe for a browser. */
export interface ServerAddress {
  /** Name or address, IPv6 with or without brackets. */
  host: string;
  port: number;
}

const bare = (host: string): string =>
  host
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");

/** As people write it: `db.example:6362`, `[fe80::1]:6362`. */
export const addressText = ({ host, port }: ServerAddress): string =>
  host.includes(":") && !host.startsWith("[") ? `[${host}]:${port}` : `${host}:${port}`;

/** Whether two addresses are written the same, but for capitals, brackets and a dot at the end. Names are not looked up. */
export const sameAddress = (a: ServerAddress, b: ServerAddress): boolean =>
  a.port === b.port && bare(a.host) === bare(b.host);

/** @returns the place of the first address that stands in the list before; -1 when there is none */
export const firstRepeated = (addresses: readonly ServerAddress[]): number =>
  addresses.findIndex((one, i) => addresses.slice(0, i).some((other) => sameAddress(one, other)));
