import dns from "node:dns/promises";
import os from "node:os";
import type { Context } from "../context.ts";
import { env } from "../env.ts";
import { plainAddress } from "./address.ts";
import { type Own, refusalOf } from "./policy.ts";
import { readPolicy } from "./policy-row.ts";
import type { ReachAnswer, ReachKind } from "./schema.ts";

const RESOLVE_MILLIS = 5_000;
const MOST_ADDRESSES = 16;

export interface ReachTarget {
  host: string;
  port: number;
  kind: ReachKind;
}

/** All addresses of a name; throws when there are none. */
export type Resolve = (host: string) => Promise<string[]>;

/**
 * Whether Holdfast may connect to a host, and to which addresses: each one that the name stands for must be allowed, and
 * the caller connects to one of them and to nothing that the name may mean a moment later.
 */
export async function checkReach(
  ctx: Pick<Context, "db">,
  target: ReachTarget,
  resolve: Resolve = systemResolve,
): Promise<ReachAnswer> {
  const host = bareHost(target.host);
  const policy = await readPolicy(ctx);
  let addresses: string[];
  try {
    addresses = [...new Set((await resolve(host)).map(plainAddress))].slice(0, MOST_ADDRESSES);
  } catch {
    return { ok: false, code: "unknown-host", reason: `no address is known for ${host}` };
  }
  const own = thisInstallation();
  for (const address of addresses) {
    const reason = refusalOf({ ...target, host, address }, policy, own);
    if (reason !== null) return { ok: false, code: "refused", reason };
  }
  return addresses.length > 0
    ? { ok: true, addresses }
    : { ok: false, code: "unknown-host", reason: `no address is known for ${host}` };
}

/** A host as people write it, `[::1]` included, as the system's resolver takes it. */
const bareHost = (host: string): string => host.trim().replace(/^\[(.*)\]$/, "$1");

async function systemResolve(host: string): Promise<string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error("the name was not resolved in time")),
      RESOLVE_MILLIS,
    );
  });
  try {
    const found = await Promise.race([dns.lookup(host, { all: true, verbatim: true }), late]);
    return found.map(({ address }) => address);
  } finally {
    clearTimeout(timer);
  }
}

function thisInstallation(): Own {
  const ports = [env.consolePort, portOf(env.databaseUrlIfSet)];
  const interfaces = Object.values(os.networkInterfaces()).flatMap((each) => each ?? []);
  return {
    ports: ports.filter((port) => port !== undefined),
    addresses: interfaces.map(({ address }) => address),
  };
}

const DEFAULT_POSTGRES_PORT = 5432;

function portOf(url: string | undefined): number | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  return Number(new URL(url).port || DEFAULT_POSTGRES_PORT);
}
