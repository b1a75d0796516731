import { type SetDto, setById } from "../backup-sets/index.ts";
import type { DatabaseRow } from "../databases/index.ts";
import { type BackupDone, wantsCheck } from "./check-policy.ts";
import { checkAfterBackup } from "./check-set.ts";
import { indexSet } from "./index-set.ts";
import type { RunInHand } from "./run-in-hand.ts";

/**
 * What follows once a backup is published: its transactions are indexed and, where the policy asks for it, its
 * consistency is checked. A cancel that comes now ends that and not the backup.
 * @returns what the run's figures gain
 */
export async function afterBackup(
  hand: RunInHand,
  database: DatabaseRow,
  set: SetDto,
  kind: BackupDone["kind"],
): Promise<{ inconsistent: boolean }> {
  await indexSet(hand, set);
  const now = await setById(hand.ctx, set.id);
  if (now?.lastTx === null || now?.lastTx === undefined) return { inconsistent: false };
  const done = { kind, lastTx: now.lastTx, checkedTo: now.check?.lastTx ?? null };
  if (!wantsCheck(database.verifyPolicy.when, done)) return { inconsistent: false };
  return { inconsistent: await checkAfterBackup(hand, now) };
}
