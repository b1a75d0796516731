import { type BackupCheckVerdict, verify } from "neo4j-backup";
import { recordVerdict, type SetDto } from "../backup-sets/index.ts";
import { consoleError, type RunEnd, type RunFigures } from "../runs/index.ts";
import { checkSetFiles } from "./check-set.ts";
import { noteDamage } from "./note-damage.ts";
import type { RunInHand } from "./run-in-hand.ts";
import { manifestOf, requireSetDirectory, storeOf } from "./set-files.ts";
import { damageError } from "./verify-run.ts";

/** Checks the consistency of a set, by hand or because it was due. */
export async function runCheck(hand: RunInHand, set: SetDto): Promise<RunEnd> {
  try {
    await requireSetDirectory(set, hand.ctx.storageRoot);
    const verdict = await checkSetFiles(hand, set);
    const figures: RunFigures = { lastTx: verdict.lastTx, transactions: verdict.replayed };
    if (verdict.ok) return { state: "succeeded", result: "checked", figures };
    return await inconsistent(hand, set, verdict, figures);
  } catch (thrown) {
    await noteDamage(hand.ctx, set, thrown);
    throw thrown;
  }
}

/** Whose inconsistencies are they: the database's, or those of bytes that changed since they were backed up? */
async function inconsistent(
  hand: RunInHand,
  set: SetDto,
  verdict: BackupCheckVerdict,
  figures: RunFigures,
): Promise<RunEnd> {
  const { ctx, recorder, signal } = hand;
  recorder.line("info", "looking whether the bytes are still those that were backed up");
  const bytes = await verify(storeOf(set), {
    manifestPath: manifestOf(set),
    signal,
    onProgress: recorder.onProgress,
  });
  if (!bytes.ok) {
    await recordVerdict(ctx, set.id, bytes);
    for (const finding of bytes.findings) recorder.line("error", finding.message);
    return { state: "failed", error: damageError(bytes), figures };
  }
  const count = verdict.total.toLocaleString("en");
  const what = verdict.total === 1 ? "1 inconsistency" : `${count} inconsistencies`;
  const error = consoleError("inconsistent", `${what}; the first: ${verdict.findings[0]?.message}`);
  return { state: "failed", error, figures };
}
