import type { Context } from "../context.ts";
import { Prisma, type Tx } from "../db/index.ts";
import { phasesOf, progressOf } from "./dto.ts";
import { addLines } from "./record.ts";
import type { LogLine, RestoreOutcomeDto, RunError, RunPhase, RunResult } from "./schema.ts";
import { signalRun } from "./signal.ts";
import { along } from "./state.ts";

/** What a run did, as far as it is known when it ends. */
export interface RunFigures {
  transactions?: number;
  firstTx?: number;
  lastTx?: number;
  lastCommitAt?: number;
  bytes?: number;
  files?: number;
  reason?: string;
  repaired?: string[];
  inconsistent?: boolean;
  outcome?: RestoreOutcomeDto;
}

export type RunEnd =
  | { state: "succeeded"; result: RunResult; figures: RunFigures }
  | { state: "failed"; error: RunError; figures: RunFigures }
  | { state: "cancelled"; figures: RunFigures };

export interface FinishRun {
  runId: string;
  workerId: string;
  end: RunEnd;
  phases: RunPhase[];
  lines: LogLine[];
}

/**
 * Ends a run that the worker holds.
 * @returns false when the run is not the worker's (any more); then nothing changes.
 */
export async function finishRun(ctx: Context, input: FinishRun): Promise<boolean> {
  const { runId, workerId, end } = input;
  const finishedAt = ctx.clock.now();
  return await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.run.updateMany({
      where: { id: runId, ...along("running", end.state), workerId },
      data: {
        ...endColumns(end),
        finishedAt,
        phases: closed(input.phases, finishedAt) as unknown as Prisma.InputJsonValue,
      },
    });
    if (count === 0) return false;
    await addLines(tx, runId, input.lines);
    await signalEnd(tx, runId, end.state);
    return true;
  });
}

async function signalEnd(tx: Tx, runId: string, state: RunEnd["state"]): Promise<void> {
  const run = await tx.run.findUniqueOrThrow({
    where: { id: runId },
    select: { databaseId: true },
  });
  await signalRun(tx, { id: runId, databaseId: run.databaseId, state });
}

const big = (value: number | undefined): bigint | null =>
  value === undefined ? null : BigInt(value);

function endColumns(end: RunEnd): Prisma.RunUpdateManyMutationInput {
  const { figures } = end;
  return {
    state: end.state,
    result: end.state === "succeeded" ? end.result : null,
    errorCode: end.state === "failed" ? end.error.code : null,
    error: end.state === "failed" ? (end.error as unknown as Prisma.InputJsonValue) : Prisma.DbNull,
    transactions: big(figures.transactions),
    firstTx: big(figures.firstTx),
    lastTx: big(figures.lastTx),
    lastCommitAt: figures.lastCommitAt === undefined ? null : new Date(figures.lastCommitAt),
    bytes: big(figures.bytes),
    files: figures.files ?? null,
    reason: figures.reason ?? null,
    repaired: figures.repaired ?? [],
    inconsistent: figures.inconsistent ?? false,
    ...(figures.outcome ? { outcome: { ...figures.outcome } } : {}),
  };
}

/** The phases with the open one ended. */
export const closed = (phases: RunPhase[], at: Date): RunPhase[] =>
  phases.map((phase) => ({ ...phase, finishedAt: phase.finishedAt ?? at }));

/**
 * Fails a run whose worker cannot do it any more.
 * @param only the state, and for a running run the worker, that it must still have.
 */
export async function failAbandoned(
  ctx: Context,
  runId: string,
  only: { state: "queued" } | { state: "running"; workerId: string | null },
  error: RunError,
): Promise<boolean> {
  const finishedAt = ctx.clock.now();
  return await ctx.db.$transaction(async (tx) => {
    const run = await tx.run.findUnique({
      where: { id: runId },
      select: { phases: true, progress: true },
    });
    const progress = progressOf(run?.progress);
    const figures: RunFigures = progress
      ? { bytes: progress.bytes, files: progress.files, transactions: progress.transactions }
      : {};
    const { count } = await tx.run.updateMany({
      where: { id: runId, ...only, ...along(only.state, "failed") },
      data: {
        ...endColumns({ state: "failed", error, figures }),
        finishedAt,
        phases: closed(phasesOf(run?.phases ?? []), finishedAt) as unknown as Prisma.InputJsonValue,
      },
    });
    if (count === 0) return false;
    await signalEnd(tx, runId, "failed");
    return true;
  });
}
