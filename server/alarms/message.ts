/** What is said about incidents, before a channel gives it its form. Pure. */
import { type AlarmKind, KINDS, type Severity, worstOf } from "./catalogue.ts";
import type { FactLinks } from "./fact.ts";

export type MessageEvent = "raised" | "resolved" | "reminder" | "digest" | "test";

/** Plain texts and links; nothing in it is secret, everything in it may be hostile. */
export interface Message {
  event: MessageEvent;
  severity: Severity;
  kind: AlarmKind | "digest";
  /** Name of the database, or of several with commas; empty when it is about the installation. */
  database: string;
  /** The worst truth in one line. */
  subject: string;
  /** One sentence a line. */
  lines: string[];
  safe: string;
  advice: string;
  /** Where to look, in the console; null when its address is not known. */
  link: string | null;
  links: { label: string; url: string }[];
  at: string;
  count: number;
}

/** An incident as a message needs it. */
export interface Told {
  id: string;
  kind: AlarmKind;
  severity: Severity;
  sentence: string;
  databaseName: string | null;
  databaseSlug: string | null;
  links: FactLinks;
  raisedAt: Date;
}

const MOST_LINES = 20;
const MARKS: Record<Severity, string> = { critical: "Critical", warning: "Warning", info: "Note" };

/** A sentence as a server's words may have made it: on one line, and not endless. */
export const oneLine = (text: string, most = 500): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get into a header or a chat
  const flat = text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, " ").trim();
  return flat.length > most ? `${flat.slice(0, most - 1)}…` : flat;
};

const firstUpper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function titleOf(told: readonly Told[]): string {
  const [first] = told as [Told];
  const row = KINDS[first.kind];
  if (told.length > 1 && told.every((one) => one.kind === first.kind))
    return `${told.length} databases ${row.many}`;
  if (told.length > 1) return `${told.length} alarms`;
  return first.databaseName === null
    ? oneLine(first.sentence, 160)
    : `${first.databaseName}: ${oneLine(first.sentence, 160)}`;
}

/** A path of the console as an address; null while the console's own address is not known. */
export const linkTo = (origin: string | null, path: string): string | null =>
  origin === null ? null : new URL(path, origin).href;

/** The restore form, filled in. */
export const restorePath = (slug: string, setId: string, tx: number): string =>
  `/databases/${slug}/restore?set=${encodeURIComponent(setId)}&tx=${tx}`;

function linksOf(told: readonly Told[], origin: string | null): Message["links"] {
  const [only] = told;
  if (told.length !== 1 || !only || origin === null) return [];
  const { links, databaseSlug } = only;
  const found: Message["links"] = [];
  const add = (label: string, path: string): void => {
    found.push({ label, url: new URL(path, origin).href });
  };
  if (links.runId) add("The run", `/runs/${links.runId}`);
  if (databaseSlug && links.setId && links.restoreTx !== undefined)
    add("Restore to before it", restorePath(databaseSlug, links.setId, links.restoreTx));
  if (databaseSlug) add("The database", `/databases/${databaseSlug}`);
  return found;
}

/**
 * The message about one incident, or about several that have one reason.
 * @param told at least one
 */
export function composeMessage(
  event: "raised" | "resolved" | "reminder",
  told: readonly Told[],
  options: { origin: string | null; at: Date },
): Message {
  const [first] = told;
  if (!first) throw new Error("a message is about something");
  const row = KINDS[first.kind];
  const severity = worstOf(told.map((one) => one.severity)) ?? "info";
  const names = [...new Set(told.flatMap((one) => one.databaseName ?? []))];
  const marks = { raised: MARKS[severity], resolved: "Resolved", reminder: "Still open" };
  const lines = told
    .slice(0, MOST_LINES)
    .map((one) =>
      told.length > 1 && one.databaseName
        ? `${one.databaseName}: ${oneLine(one.sentence)}`
        : firstUpper(oneLine(one.sentence)),
    );
  if (told.length > MOST_LINES) lines.push(`And ${told.length - MOST_LINES} more.`);
  const path = told.length === 1 ? `/alarms/${first.id}` : "/alarms";
  return {
    event,
    severity,
    kind: first.kind,
    database: names.join(", "),
    subject: `${marks[event]}: ${titleOf(told)}`,
    lines,
    safe: event === "resolved" ? "" : row.safe,
    advice: event === "resolved" ? "Nothing is left to be done for it." : row.advice,
    link: linkTo(options.origin, path),
    links: linksOf(told, options.origin),
    at: options.at.toISOString(),
    count: told.length,
  };
}

/** What Send test sends. */
export const testMessage = (origin: string | null, by: string, at: Date): Message => ({
  event: "test",
  severity: "info",
  kind: "test",
  database: "",
  subject: "Test: Holdfast reaches this channel",
  lines: [`${oneLine(by, 100)} asked for this message to see that it arrives.`],
  safe: KINDS.test.safe,
  advice: KINDS.test.advice,
  link: linkTo(origin, "/settings/notifications"),
  links: [],
  at: at.toISOString(),
  count: 0,
});

/** The whole message as plain text. */
export function plainText(message: Message): string {
  const parts = [
    message.subject,
    message.lines.join("\n"),
    message.safe && `Still safe: ${message.safe}`,
    message.advice && `What to do: ${message.advice}`,
    [
      ...(message.link ? [`Open: ${message.link}`] : []),
      ...message.links.map((one) => `${one.label}: ${one.url}`),
    ].join("\n"),
  ];
  return parts.filter(Boolean).join("\n\n");
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (one) => ESCAPES[one] ?? one);

const HTML_COLOURS: Record<Severity, string> = {
  critical: "#b42318",
  warning: "#8a5a00",
  info: "#475467",
};

/** The message for people who read mail as HTML; no pictures, no styles from elsewhere. */
export function htmlText(message: Message): string {
  const colour = message.event === "resolved" ? "#1f6f43" : HTML_COLOURS[message.severity];
  const p = (html: string, style = ""): string => `<p style="margin:0 0 12px;${style}">${html}</p>`;
  const a = (label: string, url: string): string =>
    `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`;
  const links = [
    ...(message.link ? [a("Open in Holdfast", message.link)] : []),
    ...message.links.map((one) => a(one.label, one.url)),
  ];
  return [
    '<!doctype html><html lang="en"><body style="font:14px/1.5 system-ui,sans-serif;color:#1d2433;max-width:640px">',
    p(escapeHtml(message.subject), `font-weight:600;font-size:16px;color:${colour}`),
    ...message.lines.map((line) => p(escapeHtml(line))),
    message.safe ? p(`<b>Still safe.</b> ${escapeHtml(message.safe)}`) : "",
    message.advice ? p(`<b>What to do.</b> ${escapeHtml(message.advice)}`) : "",
    links.length > 0 ? p(links.join(" &middot; ")) : "",
    "</body></html>",
  ].join("\n");
}
