import type { EntityTotals, History } from "neo4j-backup";
import {
  type Deleting,
  findOutlier,
  firstOffending,
  lostShare,
  type MassFinding,
  type Minute,
  type UnwatchedSet,
} from "../alarms/index.ts";

const MINUTE = 60_000;
/** Deletions in many small pulls belong together within this time. */
const WINDOW_MILLIS = 60 * MINUTE;
/** Of the window's deletions the new pull must have brought this part; else it is an old story. */
const LEAST_PART_OF_PULL = 0.05;
const PAGE = 2_000;
const MOST_DELETING = 200_000;

/** What of a history is read here. */
export type ReadHistory = Pick<History, "newest" | "minutes" | "sumAbove">;

/** Minutes from a transaction on. The first may have begun before it; what came before is counted with it. */
export async function minutesOf(history: ReadHistory, firstTx: number): Promise<Minute[]> {
  const [first] = await history.newest({ firstTx, lastTx: firstTx }, undefined, 1);
  if (!first) return [];
  const at = Math.floor(first.committedAt / MINUTE) * MINUTE;
  return history
    .minutes()
    .filter((minute) => minute.at >= at)
    .map(({ created, changed, deleted, at: start }) => ({ at: start, created, changed, deleted }));
}

/** What was pulled since the last look. */
export interface Pull {
  watched: Pick<UnwatchedSet, "baseEndTx" | "toldTo" | "massPercent" | "massSigma">;
  /** The last transaction before the pull. */
  from: number;
  lastTx: number;
  /** Active minutes before the pull, and those that it brought. */
  before: Minute[];
  pulled: Minute[];
}

/**
 * Whether a pull is a mass change, and with which transaction it began.
 * @param totals asked for only when something was deleted
 */
export async function massFinding(
  history: ReadHistory,
  pull: Pull,
  totals: () => Promise<EntityTotals>,
): Promise<MassFinding | null> {
  if (pull.pulled.length === 0) return null;
  return (await shareFinding(history, pull, totals)) ?? (await outlierFinding(history, pull));
}

/** A pull, with what came within an hour before it, that deleted too large a part of the store. */
async function shareFinding(
  history: ReadHistory,
  { watched, from, lastTx }: Pull,
  readTotals: () => Promise<EntityTotals>,
): Promise<MassFinding | null> {
  const ofPull = await history.sumAbove(from);
  if (ofPull.nodes.deleted + ofPull.relationships.deleted === 0) return null;
  const window = await beforeWindow(history, { watched, from });
  const lost = window === from ? ofPull : await history.sumAbove(window);
  const totals = await readTotals();
  for (const what of ["nodes", "relationships"] as const) {
    if (ofPull[what].deleted < LEAST_PART_OF_PULL * lost[what].deleted) continue;
    const held = await heldAt(history, totals, window, what);
    const atMost = lostShare({ before: held, deleted: lost[what].deleted }, watched.massPercent);
    if (atMost === null) continue;
    // what was created within the hour is no less there: it counts from the transaction with which it began
    const first = firstOffending(await deletingSince(history, window + 1));
    const previous = (first?.tx ?? from + 1) - 1;
    const loss = {
      before: await heldAt(history, totals, previous, what),
      deleted: (await history.sumAbove(previous))[what].deleted,
    };
    const percent = lostShare(loss, watched.massPercent);
    if (percent === null) continue;
    return {
      firstTx: previous + 1,
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
  history: ReadHistory,
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
  history: ReadHistory,
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
async function deletingSince(history: ReadHistory, firstTx: number): Promise<Deleting[]> {
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
  history: ReadHistory,
  { watched, from, lastTx, before, pulled }: Pull,
): Promise<MassFinding | null> {
  // the minute in which the last alarm was told of may go on into this pull
  const fresh = watched.toldTo >= from ? pulled.slice(1) : pulled;
  const outlier = findOutlier(before, fresh, watched.massSigma);
  if (!outlier) return null;
  const { at } = outlier.minute;
  const [last] = await history.newest({ to: at - 1 }, undefined, 1);
  const firstTx = Math.max(from, last?.tx ?? from) + 1;
  return { firstTx, lastTx, share: null, outlier, isEstimate: false };
}
