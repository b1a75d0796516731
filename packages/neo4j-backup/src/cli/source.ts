/** Which servers a command line names. */
import { addressText, BackupError, type ServerAddress } from "../catalogue/index.ts";
import { parsePort, usage } from "./arguments.ts";

const DEFAULT_PORT = 6362;

export type Source = ServerAddress;
export const sourceText = addressText;

/** The Java tool prints these lines, and nothing else, when an option is missing. */
export class MissingOption extends BackupError {
  readonly lines: string[];
  constructor(lines: string[]) {
    super("usage", { detail: lines[0] as string });
    this.lines = lines;
  }
}

function parseAddress(text: string): Source {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(.*))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  // Several colons without brackets: an IPv6 address alone.
  if (host === undefined) {
    if (/^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.%]*$/i.test(text))
      return { host: text, port: DEFAULT_PORT };
    throw usage(`${text} is no host[:port]`);
  }
  return { host, port: port === undefined ? DEFAULT_PORT : parsePort(port) };
}

function fromUri(uri: string): [Source, ...Source[]] {
  const [, scheme, rest = uri] = /^([A-Za-z][\w+.-]*):\/\/(.*)$/s.exec(uri) ?? [];
  if (scheme !== undefined && scheme !== "single" && scheme !== "ha")
    throw new MissingOption([
      "Please properly specify a location to backup in the form -host <host> -port <port>",
    ]);
  const addresses = scheme === "ha" ? rest.split(",") : [rest];
  const [first, ...others] = addresses.map((address) => parseAddress(address.trim()));
  if (!first) throw usage(`${uri} names no server`);
  return [first, ...others];
}

/**
 * Addresses separated by commas.
 * @param host where one is a port alone, `:6363`
 * @throws BackupError usage
 */
export const addressesOf = (text: string, host: string): Source[] =>
  text.split(",").map((address) => {
    const one = address.trim();
    return /^:\d+$/.test(one) ? { host, port: parsePort(one.slice(1)) } : parseAddress(one);
  });

/**
 * The servers to try, in order; one, unless -from names several members.
 * @throws BackupError usage
 */
export function sourcesOf(options: {
  text: (name: "host" | "port" | "from") => string | undefined;
}): [Source, ...Source[]] {
  const host = options.text("host");
  const port = options.text("port");
  const from = options.text("from");
  if (host === undefined && port === undefined && from !== undefined) return fromUri(from);
  if (host === undefined)
    throw new MissingOption([
      "Please specify -host and optionally -port, examples:",
      "-host 192.168.1.34",
      "-host neo4j.example.org -port 6363",
    ]);
  return [{ host, port: port === undefined ? DEFAULT_PORT : parsePort(port) }];
}
