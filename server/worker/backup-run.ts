import { BackupError, sameAddress } from "neo4j-backup";
import { newestGoodSet, type SetDto } from "../backup-sets/index.ts";
import { addressesOf, type DatabaseRow, type ServerAddress } from "../databases/index.ts";
import { type RunEnd, tieToSet } from "../runs/index.ts";
import { afterBackup } from "./after-backup.ts";
import { engineOptions, record, succeeded } from "./backup-outcome.ts";
import { pulledByFollower } from "./continuous-delegate.ts";
import { ConsoleFailure, causeOf, NoneServed } from "./failures.ts";
import { fullBackup } from "./full-backup.ts";
import { noteDamage } from "./note-damage.ts";
import type { RunInHand } from "./run-in-hand.ts";
import { requireSetDirectory, storeOf } from "./set-files.ts";
import { fromFirstThatServes } from "./source.ts";

/** A backup as it was asked for: incremental where there is a set to continue, else full. */
export async function runBackup(hand: RunInHand, database: DatabaseRow): Promise<RunEnd> {
  const { asked } = hand.run;
  if (asked === "full") return await fullBackup(hand, database, addressesOf(database), null);
  const set = await newestGoodSet(hand.ctx, database.id);
  if (set) return await continueOrReplace(hand, database, set);
  if (asked === "incremental") throw new ConsoleFailure("no-set");
  hand.recorder.line("info", "there is no good backup set to continue: a full backup begins one");
  return await fullBackup(hand, database, addressesOf(database), null);
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
    const cause = causeOf(thrown);
    const beginsAnew = cause instanceof BackupError && BEGINS_ANEW.has(cause.code);
    if (!beginsAnew || hand.run.asked !== "auto") throw thrown;
    hand.recorder.line("warning", `${cause.message}; a full backup begins a new set`);
    return await fullBackup(hand, database, fitFor(database, thrown), cause.message);
  }
}

/** A member of which it is known that it has older data, or others, is no place for a full backup either. */
const UNFIT: ReadonlySet<string> = new Set(["server-behind", "diverged", "different-store"]);

function fitFor(database: DatabaseRow, thrown: unknown): ServerAddress[] {
  const unfit =
    thrown instanceof NoneServed
      ? thrown.attempts.filter((attempt) => UNFIT.has(attempt.thrown.code))
      : [];
  return addressesOf(database).filter(
    (one) => !unfit.some(({ address }) => sameAddress(one, address)),
  );
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
    const outcome = await fromFirstThatServes(
      hand,
      { database, addresses: addressesOf(database) },
      (source) => source.incremental(storeOf(set), engineOptions(hand, set)),
    );
    await record(hand, set, outcome, null);
    const { inconsistent } = await afterBackup(hand, database, set, "incremental");
    return succeeded(outcome, outcome.nothingNew ? "nothing-new" : "incremental", inconsistent);
  } catch (thrown) {
    await noteDamage(hand.ctx, set, thrown);
    throw thrown;
  }
}
