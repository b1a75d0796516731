import type { Context } from "../context.ts";
import { Prisma } from "../db/index.ts";
import { Refusal } from "../refusal.ts";
import { runInclude, toRunDto } from "./dto.ts";
import { type ListInput, listInput, type RunPage } from "./schema.ts";

interface Place {
  requestedAt: Date;
  id: string;
}

/**
 * One page of runs, newest first. Pages by place and not by number: the next page begins behind the last row
 * of this one, found through an index, whether it is page 2 or 2,000, and rows that arrive meanwhile shift nothing.
 */
export async function listRuns(ctx: Context, input: ListInput): Promise<RunPage> {
  const filter = listInput.parse(input);
  const places = await ctx.db.$queryRaw<Place[]>(pageSql(filter, filter.limit + 1));
  const page = places.slice(0, filter.limit);
  const stored = await ctx.db.run.findMany({
    where: { id: { in: page.map((place) => place.id) } },
    include: runInclude,
    orderBy: [{ requestedAt: "desc" }, { id: "desc" }],
  });
  const last = page.at(-1);
  const nextCursor =
    places.length > page.length && last ? `${last.requestedAt.toISOString()}_${last.id}` : null;
  return { items: stored.map(toRunDto), nextCursor };
}

type Filter = ReturnType<typeof listInput.parse>;

/** A query per state, each of which an index answers in order, and the merge of their heads. */
export function pageSql(filter: Filter, limit: number): Prisma.Sql {
  const states = filter.states?.length ? filter.states : [undefined];
  const parts = states.map((state) => onePartSql(filter, state, limit));
  if (parts.length === 1) return parts[0] as Prisma.Sql;
  return Prisma.sql`
    SELECT "requestedAt", "id" FROM (${Prisma.join(parts, " UNION ALL ")}) AS part
    ORDER BY "requestedAt" DESC, "id" DESC LIMIT ${limit}`;
}

function onePartSql(filter: Filter, state: string | undefined, limit: number): Prisma.Sql {
  const where: Prisma.Sql[] = [Prisma.sql`TRUE`];
  if (state) where.push(Prisma.sql`"state" = ${state}`);
  if (filter.databaseId) where.push(Prisma.sql`"databaseId" = ${filter.databaseId}::uuid`);
  if (filter.results?.length) where.push(oneOf("result", filter.results));
  if (filter.asked?.length) where.push(oneOf("asked", filter.asked));
  if (filter.from) where.push(Prisma.sql`"requestedAt" >= ${filter.from}`);
  if (filter.to) where.push(Prisma.sql`"requestedAt" < ${filter.to}`);
  if (filter.cursor) {
    const place = placeOf(filter.cursor);
    where.push(Prisma.sql`("requestedAt", "id") < (${place.requestedAt}, ${place.id}::uuid)`);
  }
  return Prisma.sql`
    (SELECT "requestedAt", "id" FROM "Run" WHERE ${Prisma.join(where, " AND ")}
    ORDER BY "requestedAt" DESC, "id" DESC LIMIT ${limit})`;
}

const oneOf = (column: "result" | "asked", values: string[]): Prisma.Sql =>
  Prisma.sql`${Prisma.raw(`"${column}"`)} IN (${Prisma.join(values)})`;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function placeOf(cursor: string): Place {
  const [time = "", id = ""] = cursor.split("_");
  const requestedAt = new Date(time);
  if (Number.isNaN(requestedAt.getTime()) || !UUID.test(id))
    throw new Refusal("invalid", "the cursor is not one that this list gave");
  return { requestedAt, id };
}
