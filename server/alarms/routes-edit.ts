import type { Context } from "../context.ts";
import { found, Refusal } from "../refusal.ts";
import { listRoutes } from "./channels-list.ts";
import type { RouteDto, RouteInput } from "./schema.ts";

const MOST_ROUTES = 500;

/** Adds a route, or changes the one whose id is given. */
export async function saveRoute(ctx: Context, input: RouteInput): Promise<RouteDto> {
  const { id, ...route } = input;
  const data = {
    ...route,
    databaseIds: [...new Set(route.databaseIds)],
    tags: [...new Set(route.tags.map((tag) => tag.toLowerCase()))],
    kinds: [...new Set(route.kinds)],
  };
  found(await ctx.db.alarmChannel.findUnique({ where: { id: data.channelId } }), "the channel");
  const known = await ctx.db.database.count({ where: { id: { in: data.databaseIds } } });
  if (known !== data.databaseIds.length) found(null, "one of the databases");
  if (id) {
    const { count } = await ctx.db.alarmRoute.updateMany({ where: { id }, data });
    if (count === 0) found(null, "the route");
    return await routeById(ctx, id);
  }
  if ((await ctx.db.alarmRoute.count()) >= MOST_ROUTES)
    throw new Refusal("conflict", `there are ${MOST_ROUTES} routes already`);
  return await routeById(ctx, (await ctx.db.alarmRoute.create({ data })).id);
}

const routeById = async (ctx: Context, id: string): Promise<RouteDto> =>
  found(
    (await listRoutes(ctx)).find((route) => route.id === id),
    "the route",
  );

/** Removes a route; what was written to the outbox by it is still sent. */
export async function removeRoute(ctx: Context, id: string): Promise<void> {
  const { count } = await ctx.db.alarmRoute.deleteMany({ where: { id } });
  if (count === 0) found(null, "the route");
}
