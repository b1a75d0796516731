import type { Context } from "../context.ts";
import type { Tx } from "../db/index.ts";
import { type AlarmKind, isAtLeast, type Severity } from "./catalogue.ts";
import type { MessageEvent } from "./message.ts";
import { readPolicy } from "./policy.ts";
import { quietUntil } from "./quiet-hours.ts";
import type { AlarmPolicyDto, RouteDto } from "./schema.ts";

/** So long is waited for others that fail for the same reason. */
export const GATHER_MILLIS = 8_000;
const LARGEST_GROUP = 500;

/** An incident as routing needs it. */
export interface Routed {
  id: string;
  kind: AlarmKind;
  severity: Severity;
  databaseId: string | null;
  reason: string;
}

type Route = Pick<RouteDto, "severity" | "databaseIds" | "tags" | "kinds">;

/** Whether a route takes an incident. One without a database goes past filters by database and tag only when there are none. */
export function takes(route: Route, alarm: Omit<Routed, "id">, tags: readonly string[]): boolean {
  if (!isAtLeast(alarm.severity, route.severity)) return false;
  if (route.kinds.length > 0 && !route.kinds.includes(alarm.kind)) return false;
  if (route.databaseIds.length === 0 && route.tags.length === 0) return true;
  if (alarm.databaseId !== null && route.databaseIds.includes(alarm.databaseId)) return true;
  return route.tags.some((tag) => tags.includes(tag));
}

export interface RoutingTable {
  routes: (Route & { channelId: string; sendResolved: boolean })[];
  policy: AlarmPolicyDto;
  tagsOf: (databaseId: string | null) => readonly string[];
}

/** What routing goes by, read once a round. */
export async function readRouting(ctx: Context): Promise<RoutingTable> {
  const [routes, policy] = await Promise.all([
    ctx.db.alarmRoute.findMany({ where: { channel: { enabled: true } }, orderBy: { id: "asc" } }),
    readPolicy(ctx),
  ]);
  const tags = new Map<string, string[]>();
  if (routes.some((route) => route.tags.length > 0))
    for (const row of await ctx.db.database.findMany({ select: { id: true, tags: true } }))
      tags.set(row.id, row.tags);
  return {
    routes: routes as unknown as RoutingTable["routes"],
    policy,
    tagsOf: (databaseId) => (databaseId === null ? [] : (tags.get(databaseId) ?? [])),
  };
}

/** Writes the deliveries of what happened to an incident, in the transaction in which it happened. */
export async function putIntoOutbox(
  tx: Tx,
  table: RoutingTable,
  told: {
    event: Extract<MessageEvent, "raised" | "resolved" | "reminder">;
    alarm: Routed;
    now: Date;
  },
): Promise<void> {
  const { event, alarm, now } = told;
  const wanted = table.routes.filter(
    (route) =>
      takes(route, alarm, table.tagsOf(alarm.databaseId)) &&
      (event !== "resolved" || route.sendResolved),
  );
  for (const channelId of new Set(wanted.map((route) => route.channelId))) {
    if (event === "resolved" && !(await wasAddressed(tx, channelId, alarm.id))) continue;
    await put(tx, { channelId, event, alarm, now, policy: table.policy });
  }
}

/** Who was never told of an incident is not told of its end. */
async function wasAddressed(tx: Tx, channelId: string, alarmId: string): Promise<boolean> {
  const found = await tx.alarmDelivery.findFirst({
    where: { channelId, what: { in: ["raised", "reminder"] }, alarmIds: { has: alarmId } },
    select: { id: true },
  });
  return found !== null;
}

async function put(
  tx: Tx,
  one: { channelId: string; event: string; alarm: Routed; now: Date; policy: AlarmPolicyDto },
): Promise<void> {
  const { channelId, event, alarm, now, policy } = one;
  const passes = policy.criticalPasses && alarm.severity === "critical";
  const held = passes ? null : quietUntil(policy, now);
  const groupKey = `${event}/${alarm.kind}/${alarm.reason}/${held ? "held" : "now"}`;
  // of two workers that put into one group, the second waits here and then finds the group
  await tx.$queryRaw`SELECT 1 FROM "AlarmChannel" WHERE "id" = ${channelId}::uuid FOR UPDATE`;
  const joined = await tx.$executeRaw`
    UPDATE "AlarmDelivery" SET "alarmIds" = CASE WHEN ${alarm.id}::uuid = ANY("alarmIds") THEN "alarmIds"
      ELSE array_append("alarmIds", ${alarm.id}::uuid) END
    WHERE "channelId" = ${channelId}::uuid AND "groupKey" = ${groupKey} AND "state" = 'waiting' AND "attempts" = 0
      AND "claimedUntil" IS NULL AND cardinality("alarmIds") < ${LARGEST_GROUP}`;
  if (joined > 0) return;
  await tx.alarmDelivery.create({
    data: {
      lane: channelId,
      channelId,
      what: event,
      alarmIds: [alarm.id],
      groupKey,
      createdAt: now,
      notBefore: held ?? new Date(now.getTime() + GATHER_MILLIS),
      heldBecause: held ? "quiet hours" : null,
    },
  });
}
