import fs from "node:fs/promises";
import path from "node:path";
import { inspect, type RollForwardOutcome, rollForward, verify } from "neo4j-backup";
import {
  createSet,
  manifestOf as manifestIn,
  recordBackup,
  recordCheck,
  type SetDto,
  scratchOf,
  storeOf as storeIn,
} from "../backup-sets/index.ts";
import { databaseById, storeFamily } from "../databases/index.ts";
import { consoleError, type RunEnd, tieToSet } from "../runs/index.ts";
import { removeTree } from "./delete-set.ts";
import { ConsoleFailure } from "./failures.ts";
import { indexSet } from "./index-set.ts";
import { noteDamage } from "./note-damage.ts";
import { rolledClaims } from "./rolled-claims.ts";
import type { RunInHand } from "./run-in-hand.ts";
import { manifestOf, requireSetDirectory, storeOf, writeReadme } from "./set-files.ts";

/** Makes a new set out of the base and the log of one. The old one is only read, and stays as it is. */
export async function runRollForward(hand: RunInHand, set: SetDto): Promise<RunEnd> {
  const { ctx, run, recorder } = hand;
  // On the set's own file system, so that it becomes a set by a rename; cleared like any scratch of a run.
  const making = scratchOf(set, run.id);
  try {
    await requireSetDirectory(set, ctx.storageRoot);
    await fs.mkdir(making, { recursive: true });
    recorder.line("info", `rolling backup set ${set.id} forward to transaction ${set.lastTx}`);
    const outcome = await roll(hand, set, making);
    if (!outcome.consistency.ok) return inconsistent(outcome);
    const made = await publish(hand, set, making, outcome);
    await indexSet(hand, made);
    return succeeded(set, made, outcome);
  } catch (thrown) {
    await noteDamage(ctx, set, thrown);
    throw thrown;
  } finally {
    await removeTree(making);
  }
}

async function roll(hand: RunInHand, set: SetDto, making: string): Promise<RollForwardOutcome> {
  const { recorder, signal } = hand;
  const directory = { directory: making };
  const outcome = await rollForward(storeOf(set), storeIn(directory), {
    manifestPath: manifestOf(set),
    newManifestPath: manifestIn(directory),
    signal,
    onProgress: (progress) => recorder.onProgress({ ...progress, expectedBytes: set.totalBytes }),
    onStep: ({ phase, fraction }) =>
      recorder.onProgress({ ...(recorder.latest ?? NOTHING), phase, fraction }),
    onNote: recorder.onNote,
  });
  recorder.enter("verifying");
  const verdict = await verify(storeIn(directory), {
    manifestPath: manifestIn(directory),
    signal,
    onProgress: ({ verifiedBytes, verifyTotalBytes }) =>
      recorder.onProgress({
        ...NOTHING,
        phase: "verifying",
        ...(verifiedBytes === undefined ? {} : { verifiedBytes }),
        ...(verifyTotalBytes === undefined ? {} : { verifyTotalBytes }),
      }),
  });
  if (!verdict.ok)
    throw new ConsoleFailure("unexpected", verdict.findings[0]?.message ?? "it does not verify");
  return outcome;
}

const NOTHING = { kind: "restore", files: 0, bytes: 0, transactions: 0 };

/** From here on the new set is there: what is cut short is settled by its rows and its files. */
async function publish(
  hand: RunInHand,
  set: SetDto,
  making: string,
  outcome: RollForwardOutcome,
): Promise<SetDto> {
  const { ctx, run, ids, recorder } = hand;
  recorder.enter("publishing");
  const database = await databaseById(ctx, run.databaseId);
  if (!database) throw new ConsoleFailure("unexpected", "the database was removed meanwhile");
  const made = await createSet(ctx, {
    databaseId: set.databaseId,
    fellBackBecause: null,
    rolledFrom: set.id,
  });
  const { storeVersion } = outcome.plan.store;
  await writeReadme(
    { ...made, directory: making },
    { databaseName: database.name, storeFamily: storeFamily(storeVersion), storeVersion },
  );
  await tieToSet(ctx, { ...ids, setId: made.id });
  await fs.mkdir(path.dirname(made.directory), { recursive: true });
  await fs.rename(making, made.directory);
  const inspected = await inspect(storeOf(made), { manifestPath: manifestOf(made) });
  await recordBackup(ctx, {
    setId: made.id,
    runId: run.id,
    inspected,
    ...rolledClaims(set),
    verifyOk: true,
  });
  await recordCheck(ctx, made.id, outcome.consistency);
  recorder.line("info", `made backup set ${made.id}; set ${set.id} stays as it is`);
  return made;
}

function inconsistent({ consistency }: RollForwardOutcome): RunEnd {
  const [first] = consistency.findings;
  return {
    state: "failed",
    error: consoleError("inconsistent", `nothing was made; the first finding: ${first?.message}`),
    figures: { lastTx: consistency.lastTx },
  };
}

function succeeded(set: SetDto, made: SetDto, outcome: RollForwardOutcome): RunEnd {
  return {
    state: "succeeded",
    result: "rolled-forward",
    figures: {
      transactions: outcome.transactions,
      lastTx: outcome.baseEndTx,
      bytes: outcome.bytes,
      reason: `set ${made.id} was made out of set ${set.id}, which stays until retention lets it go`,
    },
  };
}
