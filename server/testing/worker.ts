import path from "node:path";
import { vi } from "vitest";
import {
  isActive,
  type RunAsked,
  type RunDto,
  runById,
  type StartAnswer,
  startRun,
} from "../runs/index.ts";
import { type RunningWorker, startWorker } from "../worker/worker.ts";
import type { TestContext } from "./context.ts";

/** A worker in this process. */
export const startTestWorker = (ctx: TestContext): Promise<RunningWorker> =>
  startWorker({
    ctx,
    databaseUrl: ctx.databaseUrl,
    demo: { port: 0, directory: path.join(ctx.storageRoot, ".demo"), everyMillis: 100 },
  });

/** The id of the run that was started; fails the test when none was. */
export function startedId(answer: StartAnswer): string {
  if (!answer.ok) throw new Error(answer.reason);
  return answer.run.id;
}

export const begin = async (ctx: TestContext, databaseId: string, asked: RunAsked) =>
  startedId(await startRun(ctx, { databaseId, asked, trigger: "manual" }));

/** Waits until a run is as it is wanted. */
export async function until(
  ctx: TestContext,
  runId: string,
  isIt: (run: RunDto) => boolean,
): Promise<RunDto> {
  const look = async (): Promise<RunDto> => {
    const run = await runById(ctx, runId);
    if (!run || !isIt(run)) throw new Error(`the run is not as it is wanted: ${run?.state}`);
    return run;
  };
  return await vi.waitFor(look, { timeout: 20_000, interval: 20 });
}

/** Waits until a run has ended. */
export const ended = (ctx: TestContext, runId: string): Promise<RunDto> =>
  until(ctx, runId, (run) => !isActive(run.state));

/** Starts a run and waits for its end. */
export const carriedOut = async (ctx: TestContext, databaseId: string, asked: RunAsked) =>
  ended(ctx, await begin(ctx, databaseId, asked));
