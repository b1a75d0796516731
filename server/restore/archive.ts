import type { Readable } from "node:stream";
import { BackupError, restoreArchive } from "neo4j-backup";
import { manifestOf, storeOf } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import type { RestorePointDto } from "../runs/index.ts";
import { enginePoint, restorableSet } from "./set.ts";

/** Whether the engine said in words why it cannot be done. */
export const isEngineFailure = (thrown: unknown): thrown is BackupError =>
  thrown instanceof BackupError;

export interface OpenedArchive {
  stream: Readable;
  /** For the file that it becomes. */
  fileName: string;
}

/**
 * A restore as a `.tar.gz` stream; a file that is not what was written breaks it off.
 * @throws Refusal, BackupError before the first byte
 */
export async function openArchive(
  ctx: Context,
  input: { setId: string; to: RestorePointDto },
  signal: AbortSignal,
): Promise<OpenedArchive> {
  const { set, slug } = await restorableSet(ctx, input.setId);
  const { plan, stream } = await restoreArchive(storeOf(set), {
    to: enginePoint(input.to),
    manifestPath: manifestOf(set),
    signal,
  });
  return { stream, fileName: `${slug}-${plan.reached.tx}.tar.gz` };
}
