import type { Context } from "../context.ts";
import { forgetSamples, sampleStorage } from "../forecast/index.ts";
import { seldom } from "./rounds.ts";

/** The last look of a day stands for it; oftener tells nobody more. */
const LOOK_MILLIS = 15 * 60_000;

/** Looks now and then what the backups come to, so that it can be told when the disk is full. */
export const storageRound = (ctx: Context): (() => Promise<void>) =>
  seldom(ctx.clock, LOOK_MILLIS, async () => {
    await sampleStorage(ctx);
    await forgetSamples(ctx);
  });
