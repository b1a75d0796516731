import { BackupError, type BackupOutcome, inspect } from "neo4j-backup";
import {
  createSet,
  failSet,
  forgetSet,
  newestGoodSet,
  recordBackup,
  type SetDto,
} from "../backup-sets/index.ts";
import { type DatabaseRow, rememberStore, storeFamily } from "../databases/index.ts";
import { type RunEnd, type RunResult, tieToSet } from "../runs/index.ts";
import { afterBackup } from "./after-backup.ts";
import { pulledByFollower } from "./continuous-delegate.ts";
import { removeTree } from "./delete-set.ts";
import { ConsoleFailure } from "./failures.ts";
import { noteDamage } from "./note-damage.ts";
import { protectedSince } from "./protected-since.ts";
import type { RunInHand } from "./run-in-hand.ts";
import {
  makeSetDirectory,
  manifestOf,
  requireSetDirectory,
  storeOf,
  writeReadme,
} from "./set-files.ts";
import { openSource } from "./source.ts";

/** A backup as it was asked for: incremental where there is a set to continue, else full. */
export async function runBackup(hand: RunInHand, database: DatabaseRow): Promise<RunEnd> {
  const { asked } = hand.run;
  if (asked === "full") return await fullBackup(hand, database, null);
  const set = await newestGoodSet(hand.ctx, database.id);
  if (set) return await continueOrReplace(hand, database, set);
  if (asked === "incremental") throw new ConsoleFailure("no-set");
  hand.recorder.line("info", "there is no good backup set to continue: a full backup begins one");
  return await fullBackup(hand, database, null);
}

/** The set cannot be continued and is whole: the server pruned its log, or its store was upgraded in place. */
const BEGINS_ANEW: ReadonlySet<string> = new Set([
  "transactions-missing",
  "different-store-version",
]);

async function continueOrReplace(
  hand: RunInHand,
  database: DatabaseRow,
  set: SetDto,
): Promise<RunEnd> {
  try {
    return await incrementalBackup(hand, database, set);
  } catch (thrown) {
    const beginsAnew = thrown instanceof BackupError && BEGINS_ANEW.has(thrown.code);
    if (!beginsAnew || hand.run.asked !== "auto") throw thrown;
    hand.recorder.line("warning", `${thrown.message}; a full backup begins a new set`);
    return await fullBackup(hand, database, thrown.message);
  }
}

async function incrementalBackup(
  hand: RunInHand,
  database: DatabaseRow,
  set: SetDto,
): Promise<RunEnd> {
  const { ctx, recorder } = hand;
  await tieToSet(ctx, { ...hand.ids, setId: set.id });
  recorder.line("info", `continuing backup set ${set.id}`);
  const pulled = await pulledByFollower(hand, database, set);
  if (pulled) return pulled;
  try {
    await requireSetDirectory(set, ctx.storageRoot);
    const source = await openSource(ctx, database);
    const outcome = await source.incremental(storeOf(set), engineOptions(hand, set));
    await record(hand, set, outcome, null);
    const { inconsistent } = await afterBackup(hand, database, set, "incremental");
    return succeeded(outcome, outcome.nothingNew ? "nothing-new" : "incremental", inconsistent);
  } catch (thrown) {
    await noteDamage(hand.ctx, set, thrown);
    throw thrown;
  }
}

async function fullBackup(
  hand: RunInHand,
  database: DatabaseRow,
  fellBackBecause: string | null,
): Promise<RunEnd> {
  const { ctx, recorder } = hand;
  const before = await newestGoodSet(ctx, database.id);
  const source = await openSource(ctx, database);
  const set = await createSet(ctx, { databaseId: database.id, fellBackBecause });
  await tieToSet(ctx, { ...hand.ids, setId: set.id });
  recorder.line("info", `beginning backup set ${set.id}`);
  let outcome: BackupOutcome;
  try {
    await makeSetDirectory(set);
    outcome = await source.full(storeOf(set), {
      ...engineOptions(hand, set),
      ...(before && before.baseBytes > 0 ? { expectedBytes: before.baseBytes } : {}),
    });
  } catch (thrown) {
    await removeTree(set.directory);
    // a set that never received a byte was never begun: its run tells the story
    if (recorder.latest?.bytes) await failSet(ctx, set.id);
    else await forgetSet(ctx, set.id);
    throw thrown;
  }
  const { storeVersion } = outcome.store;
  await writeReadme(set, {
    databaseName: database.name,
    storeFamily: storeFamily(storeVersion),
    storeVersion,
  });
  await record(hand, set, outcome, outcome.verdict?.ok ?? null);
  const { inconsistent } = await afterBackup(hand, database, set, "full");
  const end = succeeded(
    outcome,
    fellBackBecause === null ? "full" : "fell-back-to-full",
    inconsistent,
  );
  return fellBackBecause === null
    ? end
    : { ...end, figures: { ...end.figures, reason: fellBackBecause } };
}

const engineOptions = (hand: RunInHand, set: SetDto) => ({
  signal: hand.signal,
  onProgress: hand.recorder.onProgress,
  onNote: hand.recorder.onNote,
  manifestPath: manifestOf(set),
});

async function record(
  hand: RunInHand,
  set: SetDto,
  outcome: BackupOutcome,
  verifyOk: boolean | null,
): Promise<void> {
  const { ctx, run, recorder } = hand;
  const inspected = await inspect(storeOf(set), { manifestPath: manifestOf(set) });
  const startedAt = run.startedAt ?? ctx.clock.now();
  await recordBackup(ctx, {
    setId: set.id,
    runId: run.id,
    inspected,
    streamBeganAt:
      recorder.phases.find((one) => one.phase === "connecting")?.startedAt ?? startedAt,
    protectedAt: protectedSince(outcome.kind, recorder.phases, startedAt),
    verifyOk,
  });
  await rememberStore(ctx, run.databaseId, outcome);
}

function succeeded(outcome: BackupOutcome, result: RunResult, inconsistent: boolean): RunEnd {
  const { transactions, lastTx, bytes, files, repaired } = outcome;
  return {
    state: "succeeded",
    result,
    figures: {
      transactions,
      ...(outcome.firstTx === undefined ? {} : { firstTx: outcome.firstTx }),
      lastTx,
      ...(outcome.lastCommitAt === undefined ? {} : { lastCommitAt: outcome.lastCommitAt }),
      bytes,
      files,
      repaired,
      inconsistent,
    },
  };
}
