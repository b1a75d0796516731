import type { SecretsState } from "../_trpc/types.ts";

const STAYS =
  "Backups, schedules and restores go on; what needs a secret, such as messages to channels and single sign-on, waits.";

const STATES: Record<SecretsState["state"], { label: string; text: string }> = {
  readable: {
    label: "Readable",
    text: "Passwords and tokens are sealed before they are stored, and never shown again.",
  },
  missing: {
    label: "Cannot be read",
    text: `The master key is not on this machine. ${STAYS} Enter the recovery key.`,
  },
  "other-key": {
    label: "Cannot be read",
    text: `Secrets were sealed with another master key than the one on this machine. ${STAYS} Enter the recovery key.`,
  },
  damaged: {
    label: "Cannot be read",
    text: `What should hold the master key holds something else. ${STAYS} Enter the recovery key.`,
  },
};

/** How secrets stand: what it means, what goes on, what to do. */
export const secretsWords = ({ state }: SecretsState): { label: string; text: string } =>
  STATES[state];

/** Lines of a text field as entries of a list. */
export const linesOf = (text: string): string[] =>
  text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** `host:port`, `[::1]:443` or a URL, as somebody types it; null when it is none of these. */
export function readTarget(text: string): { host: string; port: number } | null {
  const typed = text.trim();
  const asUrl = /^https?:\/\//i.test(typed) ? typed : `tcp://${typed}`;
  if (!URL.canParse(asUrl)) return null;
  const url = new URL(asUrl);
  const port = Number(url.port) || { "https:": 443, "http:": 80 }[url.protocol];
  return url.hostname === "" || port === undefined ? null : { host: url.hostname, port };
}
