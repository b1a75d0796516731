import { inspect, verify } from "neo4j-backup";
import {
  buildingSets,
  failSet,
  recordBackup,
  type SetDto,
  scratchOf,
  setById,
} from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { log, messageOf } from "../log.ts";
import { isBackup, noteOnRun, runById } from "../runs/index.ts";
import { finishOrClearRestore } from "./clear-restore.ts";
import { removeTree } from "./delete-set.ts";
import { rolledClaims } from "./rolled-claims.ts";
import { manifestOf, storeOf } from "./set-files.ts";

/**
 * After a worker was lost: makes the rows of the set that its run worked on say what is on disk. What the run had
 * published stays and counts; a full backup that was not whole yet is removed.
 */
export async function reconcileAfter(ctx: Context, runId: string): Promise<void> {
  const run = await runById(ctx, runId);
  if (run?.restore) await settleRestore(ctx, runId, run.restore.directory);
  const set = run?.setId ? await setById(ctx, run.setId) : null;
  if (!run || !set) return;
  await removeTree(scratchOf(set, runId));
  if (set.state === "building") await settleBuilding(ctx, set, runId);
  else if (set.state === "good" && isBackup(run.asked)) await recount(ctx, set, runId);
}

async function settleRestore(ctx: Context, runId: string, directory: string): Promise<void> {
  const target = await finishOrClearRestore(ctx, directory);
  if (target)
    await noteOnRun(
      ctx,
      runId,
      "info",
      `every byte had been copied and compared before the worker was lost: the store is in ${target}`,
    );
}

/** Settles sets that are marked as being written although no run works on them. */
export async function settleAbandonedSets(ctx: Context): Promise<void> {
  for (const set of await buildingSets(ctx)) if (!set.inUse) await settleBuilding(ctx, set, null);
}

async function settleBuilding(ctx: Context, set: SetDto, runId: string | null): Promise<void> {
  const options = { manifestPath: manifestOf(set) };
  const source = set.rolledFrom === null ? null : await setById(ctx, set.rolledFrom);
  const claims = source
    ? rolledClaims(source)
    : { streamBeganAt: set.startedAt, protectedAt: set.startedAt };
  try {
    const inspected = await inspect(storeOf(set), options);
    const verdict = await verify(storeOf(set), options);
    if (!inspected.hasManifest || !verdict.ok) throw new Error("not whole");
    await recordBackup(ctx, {
      setId: set.id,
      runId,
      inspected,
      ...claims,
      verifyOk: true,
    });
    log.info("set-was-whole", { set: set.id });
  } catch (thrown) {
    log.info("set-was-not-whole", { set: set.id, message: messageOf(thrown) });
    await removeTree(set.directory);
    await failSet(ctx, set.id);
  }
}

async function recount(ctx: Context, set: SetDto, runId: string): Promise<void> {
  try {
    const inspected = await inspect(storeOf(set), { manifestPath: manifestOf(set) });
    await recordBackup(ctx, {
      setId: set.id,
      runId,
      inspected,
      streamBeganAt: set.startedAt,
      protectedAt: set.protectedAt ?? set.startedAt,
      verifyOk: null,
    });
  } catch (thrown) {
    log.warn("set-not-recounted", { set: set.id, message: messageOf(thrown) });
  }
}
