import type { Context } from "../context.ts";
import { forgetSamples, sampleStorage } from "../forecast/index.ts";

/** The last look of a day stands for it; oftener tells nobody more. */
const LOOK_MILLIS = 15 * 60_000;

/** Looks now and then what the backups come to, so that it can be told when the disk is full. */
export function storageRound(ctx: Context): () => Promise<void> {
  let dueAt = 0;
  return async () => {
    const now = ctx.clock.now().getTime();
    if (now < dueAt) return;
    dueAt = now + LOOK_MILLIS;
    await sampleStorage(ctx);
    await forgetSamples(ctx);
  };
}
