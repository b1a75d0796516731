import type { Context } from "../context.ts";
import type { Prisma } from "../db/index.ts";
import { found } from "../refusal.ts";
import type { AlarmKind, Severity } from "./catalogue.ts";
import { CHANNELS, type ChannelKind } from "./channel-fields.ts";
import type { ChannelDto, ReceiverAnswer, RouteDto } from "./schema.ts";
import { openSecrets } from "./sealed.ts";

const include = {
  _count: { select: { routes: true, deliveries: { where: { state: "waiting" } } } },
  deliveries: {
    where: { state: { in: ["sent", "dead"] } },
    orderBy: { seq: "desc" },
    take: 1,
    select: { state: true, endedAt: true, answer: true },
  },
} satisfies Prisma.AlarmChannelInclude;

type Stored = Prisma.AlarmChannelGetPayload<{ include: typeof include }>;

function toDto(row: Stored): ChannelDto {
  const [last] = row.deliveries;
  const answer = last?.answer as unknown as ReceiverAnswer | null | undefined;
  return {
    id: row.id,
    name: row.name,
    kind: row.kind as ChannelKind,
    kindName: CHANNELS[row.kind as ChannelKind].name,
    enabled: row.enabled,
    settings: row.settings as Record<string, string>,
    secretsSet: namesOfSecrets(row),
    last: last?.endedAt
      ? { at: last.endedAt, ok: last.state === "sent", text: answer?.text ?? "" }
      : null,
    waiting: row._count.deliveries,
    routes: row._count.routes,
  };
}

/** Which secrets are set; of those that cannot be read any more none is. */
function namesOfSecrets(row: { id: string; secrets: string | null }): string[] {
  try {
    return Object.keys(openSecrets(row));
  } catch {
    return [];
  }
}

/** All channels by name. */
export async function listChannels(ctx: Context): Promise<ChannelDto[]> {
  return (await ctx.db.alarmChannel.findMany({ include, orderBy: { name: "asc" } })).map(toDto);
}

export async function channelById(ctx: Context, id: string): Promise<ChannelDto> {
  return toDto(
    found(await ctx.db.alarmChannel.findUnique({ where: { id }, include }), "the channel"),
  );
}

/** Which channels are told of what. */
export async function listRoutes(ctx: Context): Promise<RouteDto[]> {
  const rows = await ctx.db.alarmRoute.findMany({
    include: { channel: { select: { name: true } } },
    orderBy: [{ channel: { name: "asc" } }, { id: "asc" }],
  });
  return rows.map(({ channel, ...row }) => ({
    ...row,
    severity: row.severity as Severity,
    kinds: row.kinds as AlarmKind[],
    channelName: channel.name,
  }));
}
