import { type EntityTotals, entityTotals, type History } from "neo4j-backup";
import {
  type Deleting,
  findOutlier,
  firstOffending,
  lostShare,
  type MassFinding,
  type Minute,
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

const MINUTE = 60_000;
/** Deletions in many small pulls belong together within this time. */
const WINDOW_MILLIS = 60 * MINUTE;
/** Of the window's deletions the new pull must have brought this part; else it is an old story. */
const LEAST_PART_OF_PULL = 0.05;
/** A set that is new to the watch and older than this is not gone through from its beginning. */
const NEW_MILLIS = 24 * 60 * MINUTE;
const PAGE = 2_000;
const MOST_DELETING = 200_000;

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
  const finding =
    pulled.length === 0
      ? null
      : ((await shareFinding(history, set, { watched, from, lastTx })) ??
        (await outlierFinding(history, { watched, from, lastTx, before, pulled })));
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

/** Minutes from a transaction on. The first may have begun before it; what came before is counted with it. */
async function minutesOf(history: History, firstTx: number): Promise<Minute[]> {
  const [first] = await history.newest({ firstTx, lastTx: firstTx }, undefined, 1);
  if (!first) return [];
  const at = Math.floor(first.committedAt / MINUTE) * MINUTE;
  return history
    .minutes()
    .filter((minute) => minute.at >= at)
    .map(({ created, changed, deleted, at: start }) => ({ at: start, created, changed, deleted }));
}

interface Pull {
  watched: UnwatchedSet;
  /** The last transaction before the pull. */
  from: number;
  lastTx: number;
}

/** A pull, with what came within an hour before it, that deleted too large a part of the store. */
async function shareFinding(
  history: History,
  set: SetDto,
  { watched, from, lastTx }: Pull,
): Promise<MassFinding | null> {
  const ofPull = await history.sumAbove(from);
  if (ofPull.nodes.deleted + ofPull.relationships.deleted === 0) return null;
  const window = await beforeWindow(history, { watched, from });
  const lost = window === from ? ofPull : await history.sumAbove(window);
  const totals = await entityTotals(storeOf(set), { manifestPath: manifestOf(set) });
  for (const what of ["nodes", "relationships"] as const) {
    if (ofPull[what].deleted < LEAST_PART_OF_PULL * lost[what].deleted) continue;
    const before = await heldAt(history, totals, window, what);
    const loss = { before, deleted: lost[what].deleted };
    const percent = lostShare(loss, watched.massPercent);
    if (percent === null) continue;
    const first = firstOffending(await deletingSince(history, window + 1));
    return {
      firstTx: first?.tx ?? from + 1,
      lastTx,
      share: { what, ...loss, percent },
      outlier: null,
      isEstimate: totals.basis === "high marks",
    };
  }
  return null;
}

/** The last transaction before the hour that ends with the pull, and before nothing that was told of already. */
async function beforeWindow(
  history: History,
  { watched, from }: Pick<Pull, "watched" | "from">,
): Promise<number> {
  const [first] = await history.newest({ firstTx: from + 1, lastTx: from + 1 }, undefined, 1);
  if (!first) return from;
  const [before] = await history.newest({ to: first.committedAt - WINDOW_MILLIS }, from + 1, 1);
  const start = before?.tx ?? watched.baseEndTx;
  return Math.min(from, Math.max(start, watched.toldTo));
}

/** How many there were after a transaction: what the base counts, and what the log added since. */
async function heldAt(
  history: History,
  totals: EntityTotals,
  tx: number,
  what: "nodes" | "relationships",
): Promise<number> {
  const counted = totals.asOfTx ?? 0;
  if (totals.basis === "high marks" || counted >= tx) return totals[what];
  const [all, later] = [await history.sumAbove(counted), await history.sumAbove(tx)];
  const created = all[what].created - later[what].created;
  const deleted = all[what].deleted - later[what].deleted;
  return Math.max(0, totals[what] + created - deleted);
}

/** Transactions that deleted nodes or relationships, ascending. Of very many the newest. */
async function deletingSince(history: History, firstTx: number): Promise<Deleting[]> {
  const found: Deleting[] = [];
  let before: number | undefined;
  while (found.length < MOST_DELETING) {
    const page = await history.newest(
      { firstTx, operations: ["node-deleted", "relationship-deleted"] },
      before,
      PAGE,
    );
    for (const { tx, committedAt, nodes, relationships } of page)
      found.push({ tx, committedAt, deleted: nodes.deleted + relationships.deleted });
    if (page.length < PAGE) break;
    before = page.at(-1)?.tx;
  }
  return found.reverse();
}

/** A pull that changed far more in a minute than is usual. */
async function outlierFinding(
  history: History,
  { watched, from, lastTx, before, pulled }: Pull & { before: Minute[]; pulled: Minute[] },
): Promise<MassFinding | null> {
  const outlier = findOutlier(before, pulled, watched.massSigma);
  if (!outlier) return null;
  const { at } = outlier.minute;
  const [last] = await history.newest({ to: at - 1 }, undefined, 1);
  const firstTx = Math.max(from, last?.tx ?? from) + 1;
  return { firstTx, lastTx, share: null, outlier, isEstimate: false };
}
