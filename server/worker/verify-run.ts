import { type Verdict, verify } from "neo4j-backup";
import { damageSet, recordVerdict, type SetDto } from "../backup-sets/index.ts";
import type { RunEnd, RunError, RunFigures } from "../runs/index.ts";
import { ConsoleFailure } from "./failures.ts";
import type { RunInHand } from "./run-in-hand.ts";
import { exists, manifestOf, requireSetDirectory, storeOf } from "./set-files.ts";

/** Reads a whole set back and compares it with what was written. */
export async function runVerify(hand: RunInHand, set: SetDto): Promise<RunEnd> {
  const { ctx, recorder, signal } = hand;
  try {
    await requireSetDirectory(set, ctx.storageRoot);
  } catch (thrown) {
    if (thrown instanceof ConsoleFailure && thrown.code === "set-missing")
      await damageSet(ctx, set.id, { code: "missing-file", message: thrown.message });
    throw thrown;
  }
  const manifestPath = manifestOf(set);
  const found = await verify(storeOf(set), {
    manifestPath,
    signal,
    onProgress: recorder.onProgress,
  });
  const verdict = (await exists(manifestPath)) ? found : withoutManifest(found);
  await recordVerdict(ctx, set.id, verdict);
  recorder.line("info", `checked: ${verdict.checked.join(", ")}`);
  recorder.line("info", `not checked: ${verdict.notChecked.join(", ")}`);
  for (const finding of verdict.findings) recorder.line("error", finding.message);
  const figures: RunFigures = set.lastTx === null ? {} : { lastTx: set.lastTx };
  return verdict.ok
    ? { state: "succeeded", result: "verified", figures }
    : { state: "failed", error: damageError(verdict), figures };
}

/** A set of ours has a manifest: without it nobody can say that its bytes are what was written. */
const withoutManifest = (verdict: Verdict): Verdict => ({
  ...verdict,
  ok: false,
  findings: [
    { code: "missing-file", file: "manifest.json", message: "manifest.json is missing" },
    ...verdict.findings,
  ],
});

/** What a run says that found bytes which are not those that were written. */
export function damageError(verdict: Verdict): RunError {
  const [first, ...more] = verdict.findings;
  const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
  return {
    code: "damaged-backup",
    message: `the backup is damaged: ${first?.message ?? "unknown damage"}${others}`,
    detail: first?.message ?? null,
    safe: "Nothing was changed. Other backup sets are untouched; restore points before the damage may still be usable.",
    advice: "Keep the set for inspection and make a full backup, which begins a new set.",
    retry: "full-instead",
    server: null,
  };
}
