import ipaddr from "ipaddr.js";

/** What an address means to a machine that connects to it. */
export type AddressKind = "public" | "private" | "loopback" | "forbidden";

export interface Classified {
  kind: AddressKind;
  /** For a message: what the address is. */
  what: string;
}

/** Services of clouds that hand out credentials to whoever asks from the machine, outside the link-local range. */
const METADATA = [
  "fd00:ec2::/32",
  "fd20:ce::/32",
  "100.100.100.200/32",
  "192.0.0.192/32",
  "168.63.129.16/32",
].map((network) => ipaddr.parseCIDR(network));

const PRIVATE = new Set(["private", "uniqueLocal", "carrierGradeNat"]);
const WORDS: Record<string, string> = {
  unspecified: "the unspecified address",
  broadcast: "a broadcast address",
  multicast: "a multicast address",
  linkLocal: "a link-local address, where clouds keep their metadata service",
  private: "a private address",
  uniqueLocal: "a private address",
  carrierGradeNat: "an address of a provider's own network",
  loopback: "an address of this machine",
  unicast: "a public address",
};

type Address = ipaddr.IPv4 | ipaddr.IPv6;

const isMetadata = (address: Address): boolean =>
  METADATA.some(
    ([network, bits]) => network.kind() === address.kind() && address.match(network, bits),
  );

/** The IPv4 address that an IPv6 address stands for, of the forms that a gateway or the system turns into it. */
function embedded(address: ipaddr.IPv6): ipaddr.IPv4 | null {
  const bytes = address.toByteArray();
  const at = (from: number): ipaddr.IPv4 => new ipaddr.IPv4(bytes.slice(from, from + 4));
  const range = address.range();
  if (range === "ipv4Mapped" || range === "rfc6145" || range === "rfc6052") return at(12);
  if (range === "6to4") return at(2);
  // ::a.b.c.d, long out of use, but understood by some
  const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0);
  return isCompatible && range !== "loopback" && range !== "unspecified" ? at(12) : null;
}

/** What kind of address it is. Anything that is no plain address of a machine is forbidden. */
export function classify(text: string): Classified {
  if (!ipaddr.isValid(text)) return { kind: "forbidden", what: "no address" };
  const address = ipaddr.parse(text);
  const inner = address instanceof ipaddr.IPv6 ? embedded(address) : null;
  if (inner) return classify(inner.toString());
  if (isMetadata(address)) return { kind: "forbidden", what: "a cloud's metadata service" };
  const range = address.range();
  const what = WORDS[range] ?? "a reserved address";
  if (range === "loopback") return { kind: "loopback", what };
  if (PRIVATE.has(range)) return { kind: "private", what };
  return { kind: range === "unicast" ? "public" : "forbidden", what };
}

/** The plain form of an address: IPv4 where an IPv6 form stands for one, no zone, shortest writing. */
export function plainAddress(text: string): string {
  const address = ipaddr.process(text);
  return address.toString().replace(/%.*$/, "");
}

/** Whether an address lies in a network, such as 10.1.0.0/16; a single address is a network of one. */
export function isInNetwork(text: string, network: string): boolean {
  const address = ipaddr.process(text);
  const cidr = parseNetwork(network);
  return cidr !== null && cidr[0].kind() === address.kind() && address.match(cidr[0], cidr[1]);
}

/** A network or a single address; null when it is neither. Odd forms of IPv4 do not count. */
export function parseNetwork(text: string): [Address, number] | null {
  const [host = "", bits] = text.split("/");
  if (!ipaddr.IPv4.isValidFourPartDecimal(host) && !ipaddr.IPv6.isValid(host)) return null;
  const address = ipaddr.parse(host);
  const most = address.kind() === "ipv4" ? 32 : 128;
  if (bits === undefined) return [address, most];
  const length = /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  return length <= most ? [address, length] : null;
}
