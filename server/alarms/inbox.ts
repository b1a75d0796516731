import type { Context } from "../context.ts";
import type { Prisma } from "../db/index.ts";
import { found } from "../refusal.ts";
import { type AlarmKind, KINDS, type Severity, worstOf } from "./catalogue.ts";
import type { ChannelKind } from "./channel-fields.ts";
import { type FactLinks, muteKey } from "./fact.ts";
import type { Message } from "./message.ts";
import {
  type AlarmCounts,
  type AlarmDetail,
  type AlarmDto,
  type AlarmEventWhat,
  type AlarmListInput,
  type AlarmPage,
  alarmListInput,
  type DeliveryDto,
  type DeliveryState,
  type MuteDto,
  type ReceiverAnswer,
} from "./schema.ts";
import type { AlarmState } from "./state.ts";

const include = {
  database: { select: { id: true, name: true, slug: true } },
} satisfies Prisma.AlarmInclude;
type Stored = Prisma.AlarmGetPayload<{ include: typeof include }>;

const MOST_DELIVERIES = 100;
const MOST_EVENTS = 500;

async function muteTimes(ctx: Context): Promise<Map<string, Date>> {
  const rows = await ctx.db.alarmMute.findMany({ where: { until: { gt: ctx.clock.now() } } });
  return new Map(rows.map((row) => [row.key, row.until]));
}

function toDto(row: Stored, mutes: Map<string, Date>): AlarmDto {
  const kind = row.kind as AlarmKind;
  return {
    id: row.id,
    kind,
    name: KINDS[kind].name,
    safe: KINDS[kind].safe,
    advice: KINDS[kind].advice,
    severity: row.severity as Severity,
    state: row.state as AlarmState,
    sentence: row.sentence,
    database: row.database,
    links: row.facts as unknown as FactLinks,
    raisedAt: row.raisedAt,
    acknowledgedAt: row.acknowledgedAt,
    acknowledgedBy: row.acknowledgedBy,
    resolvedAt: row.resolvedAt,
    times: row.times,
    mutedUntil: mutes.get(muteKey(kind, row.databaseId)) ?? mutes.get(muteKey(kind, null)) ?? null,
  };
}

/** Incidents, the newest first. */
export async function listAlarms(ctx: Context, input: AlarmListInput): Promise<AlarmPage> {
  const { states, severities, kinds, databaseId, cursor, limit } = alarmListInput.parse(input);
  const where: Prisma.AlarmWhereInput = {
    ...(states?.length ? { state: { in: states } } : {}),
    ...(severities?.length ? { severity: { in: severities } } : {}),
    ...(kinds?.length ? { kind: { in: kinds } } : {}),
    ...(databaseId ? { databaseId } : {}),
    ...(cursor ? before(cursor) : {}),
  };
  const [rows, mutes] = await Promise.all([
    ctx.db.alarm.findMany({
      where,
      include,
      orderBy: [{ raisedAt: "desc" }, { id: "desc" }],
      take: limit + 1,
    }),
    muteTimes(ctx),
  ]);
  const items = rows.slice(0, limit).map((row) => toDto(row, mutes));
  const last = items.at(-1);
  return {
    items,
    nextCursor: rows.length > limit && last ? `${last.raisedAt.toISOString()}_${last.id}` : null,
  };
}

function before(cursor: string): Prisma.AlarmWhereInput {
  const [time = "", id = ""] = cursor.split("_");
  const raisedAt = new Date(time);
  if (Number.isNaN(raisedAt.getTime()) || !/^[0-9a-f-]{36}$/.test(id)) return {};
  return { OR: [{ raisedAt: { lt: raisedAt } }, { raisedAt, id: { lt: id } }] };
}

/** How many incidents are not over, for the navigation. */
export async function countAlarms(ctx: Context): Promise<AlarmCounts> {
  const rows = await ctx.db.alarm.groupBy({
    by: ["state", "severity"],
    where: { NOT: { openKey: null } },
    _count: true,
  });
  const of = (state: AlarmState) => rows.filter((row) => row.state === state);
  const sum = (state: AlarmState) => of(state).reduce((total, row) => total + row._count, 0);
  return {
    open: sum("open"),
    acknowledged: sum("acknowledged"),
    worst: worstOf(of("open").map((row) => row.severity as Severity)),
  };
}

/** One incident with what happened to it and who was told. */
export async function alarmDetail(ctx: Context, id: string): Promise<AlarmDetail> {
  const [row, events, deliveries, mutes] = await Promise.all([
    ctx.db.alarm.findUnique({ where: { id }, include }),
    ctx.db.alarmEvent.findMany({
      where: { alarmId: id },
      orderBy: [{ at: "asc" }, { id: "asc" }],
      take: MOST_EVENTS,
    }),
    deliveriesWhere(ctx, { alarmIds: { has: id } }),
    muteTimes(ctx),
  ]);
  return {
    alarm: toDto(found(row, "the alarm"), mutes),
    events: events.map(({ alarmId: _alarm, ...event }) => ({
      ...event,
      what: event.what as AlarmEventWhat,
    })),
    deliveries,
  };
}

/** The newest deliveries of a channel, or of all. */
export const listDeliveries = (ctx: Context, channelId?: string): Promise<DeliveryDto[]> =>
  deliveriesWhere(ctx, channelId ? { channelId } : {});

async function deliveriesWhere(
  ctx: Context,
  where: Prisma.AlarmDeliveryWhereInput,
): Promise<DeliveryDto[]> {
  const rows = await ctx.db.alarmDelivery.findMany({
    where,
    orderBy: { seq: "desc" },
    take: MOST_DELIVERIES,
    include: {
      channel: { select: { id: true, name: true, kind: true } },
      database: { select: { name: true } },
    },
  });
  return rows.map((row) => {
    const answer = row.answer as unknown as ReceiverAnswer | null;
    return {
      id: row.id,
      channel: row.channel && { ...row.channel, kind: row.channel.kind as ChannelKind },
      databaseName: row.database?.name ?? null,
      what: row.what,
      state: row.state as DeliveryState,
      attempts: row.attempts,
      createdAt: row.createdAt,
      nextAt: row.state === "waiting" ? row.notBefore : null,
      heldBecause: row.heldBecause,
      endedAt: row.endedAt,
      subject: (row.message as unknown as Message | null)?.subject ?? null,
      answer: answer && { ...answer, at: new Date(answer.at) },
      alarms: row.alarmIds.length,
    };
  });
}

/** What is muted at present. */
export async function listMutes(ctx: Context): Promise<MuteDto[]> {
  const rows = await ctx.db.alarmMute.findMany({
    where: { until: { gt: ctx.clock.now() } },
    include: { database: { select: { name: true } } },
    orderBy: { until: "asc" },
  });
  return rows.map(({ key: _key, database, ...row }) => ({
    ...row,
    kind: row.kind as AlarmKind,
    databaseName: database?.name ?? null,
  }));
}
