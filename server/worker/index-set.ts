import { History } from "neo4j-backup";
import { indexOf, recordIndex, type SetDto } from "../backup-sets/index.ts";
import { messageOf } from "../log.ts";
import type { RunInHand } from "./run-in-hand.ts";
import { manifestOf, storeOf } from "./set-files.ts";

/**
 * Makes the indexes of the transactions that a backup brought. The backup is whole without them and they can be
 * made at any time, so whatever goes wrong here is a line in the log and no failure.
 */
export async function indexSet(hand: RunInHand, set: SetDto): Promise<void> {
  const { ctx, recorder, signal } = hand;
  recorder.enter("indexing");
  const soFar = recorder.latest;
  try {
    const history = await History.open(storeOf(set), {
      manifestPath: manifestOf(set),
      indexDirectory: indexOf(set),
      signal,
      onProgress: ({ bytes, totalBytes }) => {
        if (soFar)
          recorder.onProgress({
            ...soFar,
            phase: "indexing",
            verifiedBytes: bytes,
            verifyTotalBytes: totalBytes,
          });
      },
    });
    await recordIndex(ctx, set.id, history.indexBytes);
  } catch (thrown) {
    const what = signal.aborted ? "indexing was stopped" : `indexing failed: ${messageOf(thrown)}`;
    recorder.line(
      "warning",
      `${what}; the backup is complete, and its transactions are indexed when they are looked at`,
    );
  }
}
