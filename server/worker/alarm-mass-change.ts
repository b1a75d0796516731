import { entityTotals } from "neo4j-backup";
import {
  noteWatched,
  raiseMassChange,
  type UnwatchedSet,
  unwatchedSets,
  withPulled,
} from "../alarms/index.ts";
import { manifestOf, type SetDto, storeOf } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { openHistory } from "../history/index.ts";
import { log, messageOf } from "../log.ts";
import { massFinding, minutesOf } from "./alarm-mass-finding.ts";

/** A set that is new to the watch and older than this is not gone through from its beginning. */
const NEW_MILLIS = 86_400_000;

/** The log file of a source that is followed grows with each pull, and its index is made anew for each look. */
const FOLLOWED_MILLIS = 20_000;

/**
 * Looks at what pulls brought since the last look, and raises the alarm where it is a mass change. Of a source that is
 * followed, the worker that follows it looks, and not after every pull.
 * @param looked when each followed database was looked at; kept from call to call
 */
export async function lookForMassChanges(
  ctx: Context,
  workerId: string,
  looked: Map<string, number>,
): Promise<void> {
  for (const watched of await unwatchedSets(ctx)) {
    if (watched.followedBy !== null) {
      const now = ctx.clock.now().getTime();
      const last = looked.get(watched.databaseId) ?? 0;
      if (watched.followedBy !== workerId || now - last < FOLLOWED_MILLIS) continue;
      looked.set(watched.databaseId, now);
    }
    try {
      await lookAt(ctx, watched);
    } catch (thrown) {
      log.warn("mass-change-look", { set: watched.setId, message: messageOf(thrown) });
    }
  }
}

async function lookAt(ctx: Context, watched: UnwatchedSet): Promise<void> {
  const { set, history } = await openHistory(ctx, watched.setId);
  const lastTx = Math.max(watched.lastTx, set.lastTx ?? 0);
  const from = beginOf(ctx, watched, set);
  const pulled = from < lastTx ? await minutesOf(history, from + 1) : [];
  const firstAt = pulled[0]?.at ?? Number.POSITIVE_INFINITY;
  const known = watched.watchedTo === null && watched.minutes.length === 0;
  const before = known
    ? history.minutes().filter((minute) => minute.at < firstAt)
    : watched.minutes.filter((minute) => minute.at < firstAt);
  const finding = await massFinding(history, { watched, from, lastTx, before, pulled }, () =>
    entityTotals(storeOf(set), { manifestPath: manifestOf(set) }),
  );
  if (finding) {
    const raised = await raiseMassChange(ctx, watched, finding);
    if (raised) log.warn("mass-change", { set: set.id, transaction: finding.firstTx });
  }
  await noteWatched(ctx, watched, {
    watchedTo: lastTx,
    minutes: withPulled(before, pulled, finding !== null),
    toldTo: finding ? lastTx : watched.toldTo,
  });
}

/** The last transaction that was looked at. */
function beginOf(ctx: Context, watched: UnwatchedSet, set: SetDto): number {
  if (watched.watchedTo !== null) return watched.watchedTo;
  const isNew =
    watched.watchedSetId !== null ||
    ctx.clock.now().getTime() - set.startedAt.getTime() < NEW_MILLIS;
  return isNew ? watched.baseEndTx : watched.lastTx;
}
