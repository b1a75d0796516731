import { isSealed } from "../secrets/index.ts";

export const HIDDEN = "[hidden]";
const LONGEST_STRING = 2_000;
const MOST_ITEMS = 100;
const DEEPEST = 8;
const LONGEST_JSON = 32 * 1024;

/** Names of fields whose values never reach the audit, whatever they hold. */
const SECRET_NAME =
  /pass(word|phrase|code|wd)|secret|token|api[-_]?key|private[-_]?key|recovery[-_]?key|credential|authorization|cookie|bearer|otp|backup[-_]?codes?|^code$|signature|^dsn$|sealed/i;

/** An address as a secret-free sign of itself: paths and queries of webhooks are their passwords. */
function withoutPath(text: string): string {
  const url = new URL(text);
  const isBare = url.pathname.length <= 1 && url.search === "" && url.hash === "";
  return isBare && url.username === "" ? text : `${url.protocol}//${url.host}/${HIDDEN}`;
}

function redactedText(text: string): string {
  if (isSealed(text)) return HIDDEN;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && URL.canParse(text)) return withoutPath(text);
  return text.length > LONGEST_STRING ? `${text.slice(0, LONGEST_STRING)}…` : text;
}

/** A value as plain JSON without secrets, limited in depth and length. */
export function redact(value: unknown, depth = 0): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return redactedText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value !== "object") return null;
  if (depth >= DEEPEST) return "[deeper]";
  if (Array.isArray(value)) {
    const items = value.slice(0, MOST_ITEMS).map((item) => redact(item, depth + 1));
    return value.length > MOST_ITEMS ? [...items, `[${value.length - MOST_ITEMS} more]`] : items;
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST_ITEMS)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [
        key,
        SECRET_NAME.test(key) && item !== null && typeof item !== "boolean"
          ? HIDDEN
          : redact(item, depth + 1),
      ]),
  );
}

type Plain = Record<string, unknown>;
const isPlain = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The parts of two values that differ; a secret that was changed shows as changed, not as what it is. */
export function difference(before: unknown, after: unknown): { before: unknown; after: unknown } {
  if (!isPlain(before) || !isPlain(after)) return { before: redact(before), after: redact(after) };
  const was: Plain = {};
  const became: Plain = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (JSON.stringify(plain(before[key])) === JSON.stringify(plain(after[key]))) continue;
    const inner = difference(before[key], after[key]);
    const hidden = SECRET_NAME.test(key);
    if (key in before) was[key] = hidden ? HIDDEN : inner.before;
    if (key in after) became[key] = hidden ? HIDDEN : inner.after;
  }
  return { before: was, after: became };
}

const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value ?? null, (_key, item) => (typeof item === "bigint" ? `${item}` : item)),
  );

/** As it is stored; null stays null, and what is too long says so. */
export function jsonOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const json = JSON.stringify(redact(value));
  return json.length > LONGEST_JSON
    ? JSON.stringify({ tooLong: `${json.length} characters were left out` })
    : json;
}
