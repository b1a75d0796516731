import { expect, test } from "vitest";
import { DEFAULT_POLICY, refusalOf } from "./policy.ts";
import type { ReachKind, ReachPolicy } from "./schema.ts";

const OWN = { ports: [7200, 7210], addresses: ["10.9.9.9"] };
const ask = (
  kind: ReachKind,
  address: string,
  { host = address, port = 443, policy = {} as Partial<ReachPolicy> } = {},
): string | null => refusalOf({ kind, host, port, address }, { ...DEFAULT_POLICY, ...policy }, OWN);

test("a source may be public, private or on this machine", () => {
  for (const address of ["10.0.0.7", "93.184.216.34", "fd12::7", "127.0.0.1"])
    expect(ask("source", address, { port: 6362 })).toBeNull();
});

test("a webhook may only be public, unless it is allowed by name or network", () => {
  expect(ask("webhook", "93.184.216.34")).toBeNull();
  for (const address of ["10.0.0.7", "fd12::7", "127.0.0.1", "::1"])
    expect(ask("webhook", address)).toContain("Settings > Security");
  const allow = (entry: string) => ({ host: "hooks.corp", policy: { webhookAllow: [entry] } });
  expect(ask("webhook", "10.0.0.7", allow("hooks.corp"))).toBeNull();
  expect(ask("webhook", "10.0.0.7", allow("*.corp"))).toBeNull();
  expect(ask("webhook", "10.0.0.7", allow("10.0.0.0/8"))).toBeNull();
  expect(ask("webhook", "10.0.0.7", allow("10.1.0.0/16"))).not.toBeNull();
  expect(ask("webhook", "10.0.0.7", allow("corp"))).not.toBeNull();
  expect(
    ask("webhook", "10.0.0.7", { host: "evilcorp", policy: { webhookAllow: ["*.corp"] } }),
  ).not.toBeNull();
});

test("no list allows what is never reached", () => {
  const policy = { webhookAllow: ["meta", "0.0.0.0/0", "::/0"], sourcesOnly: ["meta"] };
  for (const kind of ["source", "webhook", "smtp", "provider"] as const)
    for (const address of ["169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1", "fd00:ec2::254"])
      expect(ask(kind, address, { host: "meta", policy }), `${kind} ${address}`).toContain(
        "no such address",
      );
});

test("Holdfast's own ports are refused under every address of this machine", () => {
  const policy = { webhookAllow: ["127.0.0.0/8", "10.0.0.0/8"] };
  for (const kind of ["source", "webhook", "smtp", "provider"] as const)
    for (const address of ["127.0.0.1", "127.1.2.3", "::1", "10.9.9.9"])
      for (const port of OWN.ports)
        expect(ask(kind, address, { port, policy }), `${kind} ${address}`).toContain(
          "Holdfast itself",
        );
  expect(ask("source", "10.0.0.7", { port: 7210 })).toBeNull();
});

test("a list of where sources may lie leaves out the rest", () => {
  const policy = { sourcesOnly: ["10.1.0.0/16", "graph.corp"] };
  expect(ask("source", "10.1.2.3", { policy })).toBeNull();
  expect(ask("source", "192.168.0.4", { host: "graph.corp", policy })).toBeNull();
  expect(ask("source", "192.168.0.4", { host: "other", policy })).toContain("not among the hosts");
  for (const kind of ["smtp", "provider"] as const)
    expect(ask(kind, "192.168.0.4", { policy })).toBeNull();
});
