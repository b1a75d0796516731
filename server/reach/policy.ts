import { type Classified, classify, isInNetwork, parseNetwork } from "./address.ts";
import type { ReachKind, ReachPolicy } from "./schema.ts";

export const DEFAULT_POLICY: ReachPolicy = { sourcesOnly: [], webhookAllow: [] };

export interface Candidate {
  host: string;
  port: number;
  kind: ReachKind;
  /** One address that the host stands for. */
  address: string;
}

/** Ports of this installation's own, and the addresses under which this machine knows itself. */
export interface Own {
  ports: readonly number[];
  addresses: readonly string[];
}

/** Whether a list names a host or holds an address. */
function isListed(entries: readonly string[], host: string, address: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, "");
  return entries.some((entry) => {
    if (parseNetwork(entry)) return isInNetwork(address, entry);
    return entry.startsWith("*.") ? name.endsWith(entry.slice(1)) : name === entry;
  });
}

/**
 * Why Holdfast may not connect there; null when it may. What no list can allow comes first: addresses that are no
 * machine's, metadata services, and this installation's own ports.
 */
export function refusalOf(candidate: Candidate, policy: ReachPolicy, own: Own): string | null {
  const { host, port, kind, address } = candidate;
  const found = classify(address);
  const where = host === address ? host : `${host} (${address})`;
  if (found.kind === "forbidden")
    return `${where} is ${found.what}: Holdfast connects to no such address`;
  if (isOwn(found, address, own) && own.ports.includes(port))
    return `${where} port ${port} belongs to Holdfast itself`;
  return kind === "webhook"
    ? webhookRefusal(candidate, found, where, policy)
    : sourceRefusal(candidate, where, policy);
}

const isOwn = (found: Classified, address: string, own: Own): boolean =>
  found.kind === "loopback" || own.addresses.includes(address);

function webhookRefusal(
  { host, address }: Candidate,
  found: Classified,
  where: string,
  policy: ReachPolicy,
): string | null {
  if (found.kind === "public" || isListed(policy.webhookAllow, host, address)) return null;
  return `${where} is ${found.what}: an administrator can allow it in Settings > Security`;
}

function sourceRefusal(
  { host, address, kind }: Candidate,
  where: string,
  policy: ReachPolicy,
): string | null {
  if (kind !== "source" || policy.sourcesOnly.length === 0) return null;
  if (isListed(policy.sourcesOnly, host, address)) return null;
  return `${where} is not among the hosts and networks that sources may lie in: Settings > Security has the list`;
}
