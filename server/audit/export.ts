import type { Context } from "../context.ts";
import { allEntries } from "./list.ts";
import type { AuditEntryDto, AuditFilter } from "./schema.ts";

const COLUMNS = [
  "seq",
  "time",
  "who",
  "who id",
  "address",
  "act",
  "about",
  "about id",
  "name",
  "outcome",
  "reason",
  "before",
  "after",
  "hash",
] as const;

/** Spreadsheets take a cell that begins with one of these for a formula. */
const FORMULA = /^[\s]*[=+\-@\t\r|%]/;

/** A cell that a spreadsheet shows as the text it is. */
export function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = typeof value === "string" && FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replace(/"/g, '""')}"`;
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

const csvLine = (entry: AuditEntryDto): string =>
  `${[
    entry.seq,
    entry.at.toISOString(),
    entry.who.name,
    entry.who.id,
    entry.address,
    entry.act,
    entry.about?.kind,
    entry.about?.id,
    entry.about?.name,
    entry.outcome,
    entry.reason,
    json(entry.before),
    json(entry.after),
    entry.hash,
  ]
    .map(csvCell)
    .join(",")}\r\n`;

/** What a filter lets through as CSV, piece by piece. */
export async function* auditCsv(
  ctx: Pick<Context, "db">,
  filter: AuditFilter,
): AsyncGenerator<string> {
  yield `${COLUMNS.map(csvCell).join(",")}\r\n`;
  for await (const entry of allEntries(ctx, filter)) yield csvLine(entry);
}

/** The same as one JSON array. */
export async function* auditJson(
  ctx: Pick<Context, "db">,
  filter: AuditFilter,
): AsyncGenerator<string> {
  let isFirst = true;
  yield "[";
  for await (const entry of allEntries(ctx, filter)) {
    yield `${isFirst ? "" : ","}\n${JSON.stringify(entry)}`;
    isFirst = false;
  }
  yield "\n]\n";
}
