import { type BackupOptions, type BackupOutcome, type OnlineBackup, probe } from "neo4j-backup";
import { createSet, failSet, forgetSet, newestGoodSet, type SetDto } from "../backup-sets/index.ts";
import { type DatabaseRow, type ServerAddress, storeFamily } from "../databases/index.ts";
import { type RunEnd, tieToSet } from "../runs/index.ts";
import { afterBackup } from "./after-backup.ts";
import { engineOptions, record, succeeded } from "./backup-outcome.ts";
import { removeTree } from "./delete-set.ts";
import { NoneServed } from "./failures.ts";
import type { RunInHand } from "./run-in-hand.ts";
import { makeSetDirectory, storeOf, writeReadme } from "./set-files.ts";
import { fromFirstThatServes, sourceAddresses } from "./source.ts";

type OnlyStore = NonNullable<BackupOptions["onlyStore"]>;
interface Made {
  set: SetDto;
  outcome: BackupOutcome;
}

/**
 * A full backup from the first of the addresses that serves, into a set of its own: each try begins an empty one, so that
 * none is ever put together from two members.
 * @param addresses all of the database's, or those that can be used
 * @param fellBackBecause why the set before is not continued; null when nobody tried that
 */
export async function fullBackup(
  hand: RunInHand,
  database: DatabaseRow,
  addresses: readonly ServerAddress[],
  fellBackBecause: string | null,
): Promise<RunEnd> {
  const { set, outcome } = await fromMembers(hand, database, addresses, fellBackBecause);
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

/**
 * Among several addresses one may lead to another database by mistake: only the store that is backed up already counts. When
 * somebody asks for a full backup and all addresses have one and the same other store, the database was replaced.
 */
async function fromMembers(
  hand: RunInHand,
  database: DatabaseRow,
  addresses: readonly ServerAddress[],
  fellBackBecause: string | null,
): Promise<Made> {
  const before = await newestGoodSet(hand.ctx, database.id);
  const known = database.moreAddresses.length > 0 && before ? database.store : null;
  const take = (onlyStore: OnlyStore | undefined) =>
    fromFirstThatServes(hand, { database, addresses }, (source) =>
      takeInto(hand, source, {
        set: { databaseId: database.id, fellBackBecause },
        options: {
          ...(onlyStore ? { onlyStore } : {}),
          ...(before && before.baseBytes > 0 ? { expectedBytes: before.baseBytes } : {}),
        },
      }),
    );
  if (!known) return await take(undefined);
  try {
    return await take({ ...known, creationTime: known.creationTime.getTime() });
  } catch (thrown) {
    const isReplaced =
      hand.run.asked === "full" &&
      thrown instanceof NoneServed &&
      thrown.attempts.every((attempt) => attempt.thrown.code === "different-store");
    const store = isReplaced
      ? await commonStore(hand, database, addresses).catch(() => null)
      : null;
    if (!store) throw thrown;
    hand.recorder.line(
      "warning",
      `all addresses have one other store, ${store.randomId}: the database was replaced, and its backups begin anew`,
    );
    return await take(store);
  }
}

/** The store that all addresses have; null when they differ. */
async function commonStore(
  { ctx, signal }: RunInHand,
  { timeoutSeconds }: DatabaseRow,
  servers: readonly ServerAddress[],
): Promise<OnlyStore | null> {
  const timeoutMillis = timeoutSeconds * 1000;
  const found: OnlyStore[] = [];
  for (const server of servers) {
    const addresses = await sourceAddresses(ctx, server);
    found.push((await probe({ ...server, addresses, timeoutMillis, signal })).store);
  }
  const [first] = found;
  const isSame = (one: OnlyStore) =>
    one.randomId === first?.randomId && one.creationTime === first.creationTime;
  return first && found.every(isSame) ? first : null;
}

async function takeInto(
  hand: RunInHand,
  source: OnlineBackup,
  given: { set: Parameters<typeof createSet>[1]; options: BackupOptions },
): Promise<Made> {
  const { ctx, recorder } = hand;
  const set = await createSet(ctx, given.set);
  await tieToSet(ctx, { ...hand.ids, setId: set.id });
  recorder.line("info", `beginning backup set ${set.id}`);
  try {
    await makeSetDirectory(set);
    const options = { ...engineOptions(hand, set), ...given.options };
    return { set, outcome: await source.full(storeOf(set), options) };
  } catch (thrown) {
    await removeTree(set.directory);
    // a set that never received a byte was never begun: its run tells the story
    if (recorder.latest?.bytes) await failSet(ctx, set.id);
    else await forgetSet(ctx, set.id);
    throw thrown;
  }
}
