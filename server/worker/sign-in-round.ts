import type { Context } from "../context.ts";
import { pruneSignIn } from "../people/index.ts";

const EVERY_MILLIS = 3_600_000;

/** Every hour: what has run out of sessions, links and attempts goes. */
export function signInRound(ctx: Context): () => Promise<void> {
  let nextAt = 0;
  return async () => {
    const now = ctx.clock.now().getTime();
    if (now < nextAt) return;
    nextAt = now + EVERY_MILLIS;
    await pruneSignIn(ctx);
  };
}
