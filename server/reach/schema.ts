import { z } from "zod";

const MOST_ENTRIES = 200;
const LONGEST_ENTRY = 253;
/** A host name, `*.` and a domain, an address, or a network with its length. */
const ENTRY = /^(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$|^[0-9a-f:.]+(\/\d{1,3})?$/i;

const entry = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(LONGEST_ENTRY)
  .regex(ENTRY, "Enter a host name, an address, or a network such as 10.1.0.0/16");

/** Hosts and networks. */
export const entriesInput = z.array(entry).max(MOST_ENTRIES, `At most ${MOST_ENTRIES} lines`);

export const policyInput = z.object({
  /** What sources must lie in; empty for anywhere that is not refused anyway. */
  sourcesOnly: entriesInput,
  /** Where webhooks may go although it is private or this machine. */
  webhookAllow: entriesInput,
});
export type ReachPolicy = z.infer<typeof policyInput>;

export const REACH_KINDS = ["source", "webhook", "smtp", "provider"] as const;
/** What is connected to: a database, a webhook, a mail server, an identity provider. */
export type ReachKind = (typeof REACH_KINDS)[number];

export const checkInput = z.object({
  host: z.string().trim().min(1, "Enter a host name or address").max(LONGEST_ENTRY),
  port: z.number().int().min(1).max(65_535),
  kind: z.enum(REACH_KINDS),
});

export type ReachAnswer =
  | { ok: true; addresses: string[] }
  | {
      ok: false;
      /** `refused` by the policy, or the name has no address now. */
      code: "refused" | "unknown-host";
      reason: string;
    };
