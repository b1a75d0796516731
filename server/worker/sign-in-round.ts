import type { Context } from "../context.ts";
import { pruneSignIn } from "../people/index.ts";
import { seldom } from "./rounds.ts";

const EVERY_MILLIS = 3_600_000;

/** Every hour: what has run out of sessions, links and attempts goes. */
export const signInRound = (ctx: Context): (() => Promise<void>) =>
  seldom(ctx.clock, EVERY_MILLIS, () => pruneSignIn(ctx));
