import type { z } from "zod";
import type { Context } from "../context.ts";
import type { Prisma } from "../db/index.ts";
import { MOST_COUNTED } from "./decide.ts";
import type { SlotDto, SlotKind, SlotOutcome, SlotPage, slotsInput } from "./schema.ts";

const include = {
  run: { select: { id: true, state: true, startedAt: true } },
} satisfies Prisma.ScheduleSlotInclude;

/** Began later than this after its slot counts as an event of its own. */
const LATE_SECONDS = 60;

/** What came of slots, the newest first. */
export async function listSlots(
  ctx: Context,
  { databaseId, eventsOnly, cursor, limit = 50 }: z.input<typeof slotsInput>,
): Promise<SlotPage> {
  const after = cursor ? readCursor(cursor) : null;
  const ids = await ctx.db.$queryRaw<{ id: string }[]>`
    SELECT s."id" FROM "ScheduleSlot" s LEFT JOIN "Run" r ON r."id" = s."runId"
    WHERE s."databaseId" = ${databaseId}::uuid
      AND (${eventsOnly === false} OR s."outcome" NOT IN ('started', 'with-full', 'followed')
        OR (s."outcome" = 'started' AND r."startedAt" > s."at" + make_interval(secs => ${LATE_SECONDS})))
      AND (${after === null} OR (s."at", s."id") < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    ORDER BY s."at" DESC, s."id" DESC LIMIT ${limit + 1}`;
  const rows = await ctx.db.scheduleSlot.findMany({
    where: { id: { in: ids.slice(0, limit).map((row) => row.id) } },
    include,
    orderBy: [{ at: "desc" }, { id: "desc" }],
  });
  const last = rows.at(-1);
  return {
    items: rows.map(toDto),
    nextCursor: ids.length > limit && last ? `${last.at.toISOString()} ${last.id}` : null,
  };
}

function readCursor(cursor: string): { at: Date; id: string } | null {
  const [at, id] = cursor.split(" ");
  const time = new Date(at ?? "");
  const isId = /^[0-9a-f-]{36}$/.test(id ?? "");
  return id && isId && !Number.isNaN(time.getTime()) ? { at: time, id } : null;
}

function toDto(row: Prisma.ScheduleSlotGetPayload<{ include: typeof include }>): SlotDto {
  return {
    id: row.id,
    kind: row.kind as SlotKind,
    slotAt: row.slotAt,
    firstSlotAt: row.firstSlotAt,
    slots: row.slots,
    isMore: row.slots > MOST_COUNTED,
    outcome: row.outcome as SlotOutcome,
    at: row.at,
    text: row.text,
    run: row.run,
  };
}
