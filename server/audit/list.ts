import type { Context } from "../context.ts";
import type { Prisma } from "../db/index.ts";
import { found } from "../refusal.ts";
import {
  type AuditChoices,
  type AuditEntryDto,
  type AuditFilter,
  type AuditPage,
  type ListInput,
  type Outcome,
  PAGE_ENTRIES,
  type Who,
} from "./schema.ts";

const MOST_CHOICES = 300;

type Row = Prisma.AuditEntryGetPayload<object>;

const toDto = (row: Row): AuditEntryDto => ({
  seq: Number(row.seq),
  at: row.at,
  who: { kind: row.whoKind as Who["kind"], id: row.whoId, name: row.whoName },
  address: row.address,
  act: row.act,
  about:
    row.aboutKind === null
      ? null
      : { kind: row.aboutKind, id: row.aboutId ?? "", name: row.aboutName },
  outcome: row.outcome as Outcome,
  reason: row.reason,
  before: row.before === null ? null : JSON.parse(row.before),
  after: row.after === null ? null : JSON.parse(row.after),
  hash: row.hash,
});

/** Without meaning to LIKE, which Prisma builds from it. */
const literal = (text: string): string => text.replace(/[\\%_]/g, "\\$&");

/** The rows that a filter lets through. */
export function whereOf(filter: AuditFilter): Prisma.AuditEntryWhereInput {
  const { who, act, aboutKind, about, outcome, from, to } = filter;
  return {
    AND: [
      who ? { OR: [{ whoId: who }, { whoId: null, whoName: who }] } : {},
      about ? { OR: [{ aboutName: { startsWith: literal(about) } }, { aboutId: about }] } : {},
    ],
    ...(act ? { act } : {}),
    ...(aboutKind ? { aboutKind } : {}),
    ...(outcome ? { outcome } : {}),
    ...(from || to ? { at: { ...(from ? { gte: from } : {}), ...(to ? { lt: to } : {}) } } : {}),
  };
}

/** A page of entries, newest first. */
export async function listAudit(ctx: Pick<Context, "db">, input: ListInput): Promise<AuditPage> {
  const { cursor, ...filter } = input;
  const rows = await ctx.db.auditEntry.findMany({
    where: { ...whereOf(filter), ...(cursor ? { seq: { lt: BigInt(cursor) } } : {}) },
    orderBy: { seq: "desc" },
    take: PAGE_ENTRIES + 1,
  });
  const entries = rows.slice(0, PAGE_ENTRIES).map(toDto);
  return { entries, nextCursor: rows.length > PAGE_ENTRIES ? (entries.at(-1)?.seq ?? null) : null };
}

/** All entries that a filter lets through, newest first, a page in memory at a time. */
export async function* allEntries(
  ctx: Pick<Context, "db">,
  filter: AuditFilter,
): AsyncGenerator<AuditEntryDto> {
  let cursor: number | null = null;
  do {
    const page: AuditPage = await listAudit(ctx, { ...filter, ...(cursor ? { cursor } : {}) });
    yield* page.entries;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

export async function auditEntry(ctx: Pick<Context, "db">, seq: number): Promise<AuditEntryDto> {
  const row = await ctx.db.auditEntry.findUnique({ where: { seq: BigInt(seq) } });
  return toDto(found(row, "the entry"));
}

/** What occurs in the audit, found by hopping through the indexes: it takes as long as there are different values. */
export async function auditChoices(ctx: Pick<Context, "db">): Promise<AuditChoices> {
  const [acts, kinds, ids, nameless] = await Promise.all([
    ctx.db.$queryRaw<{ value: string }[]>`
      WITH RECURSIVE hop AS (
        SELECT min("act") AS value FROM "AuditEntry"
        UNION ALL SELECT (SELECT min("act") FROM "AuditEntry" WHERE "act" > hop.value) FROM hop WHERE hop.value IS NOT NULL
      ) SELECT value FROM hop WHERE value IS NOT NULL LIMIT ${MOST_CHOICES}`,
    ctx.db.$queryRaw<{ value: string }[]>`
      WITH RECURSIVE hop AS (
        SELECT min("aboutKind") AS value FROM "AuditEntry"
        UNION ALL SELECT (SELECT min("aboutKind") FROM "AuditEntry" WHERE "aboutKind" > hop.value) FROM hop WHERE hop.value IS NOT NULL
      ) SELECT value FROM hop WHERE value IS NOT NULL LIMIT ${MOST_CHOICES}`,
    ctx.db.$queryRaw<{ value: string; name: string }[]>`
      WITH RECURSIVE hop AS (
        SELECT min("whoId") AS value FROM "AuditEntry"
        UNION ALL SELECT (SELECT min("whoId") FROM "AuditEntry" WHERE "whoId" > hop.value) FROM hop WHERE hop.value IS NOT NULL
      ) SELECT value, (SELECT "whoName" FROM "AuditEntry" WHERE "whoId" = value ORDER BY "seq" DESC LIMIT 1) AS name
        FROM hop WHERE value IS NOT NULL LIMIT ${MOST_CHOICES}`,
    ctx.db.$queryRaw<{ value: string }[]>`
      WITH RECURSIVE hop AS (
        SELECT min("whoName") AS value FROM "AuditEntry" WHERE "whoId" IS NULL
        UNION ALL SELECT (SELECT min("whoName") FROM "AuditEntry" WHERE "whoId" IS NULL AND "whoName" > hop.value) FROM hop WHERE hop.value IS NOT NULL
      ) SELECT value FROM hop WHERE value IS NOT NULL LIMIT ${MOST_CHOICES}`,
  ]);
  return {
    people: [...ids, ...nameless.map(({ value }) => ({ value, name: value }))].sort((a, b) =>
      a.name.localeCompare(b.name),
    ),
    acts: acts.map(({ value }) => value),
    kinds: kinds.map(({ value }) => value),
  };
}
