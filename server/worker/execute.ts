import { type SetDto, setById } from "../backup-sets/index.ts";
import { type DatabaseRow, databaseById } from "../databases/index.ts";
import { log, messageOf } from "../log.ts";
import { startExpiry } from "../retention/index.ts";
import {
  beat,
  claimRun,
  consoleError,
  finishRun,
  isBackup,
  isOfSet,
  type RunDto,
  type RunEnd,
  type RunFigures,
} from "../runs/index.ts";
import type { StopReason } from "./active-runs.ts";
import { auditRun } from "./audit-run.ts";
import { runBackup } from "./backup-run.ts";
import { runCheck } from "./check-run.ts";
import { runDeleteSet, runExpire } from "./delete-runs.ts";
import type { Worker } from "./deps.ts";
import { ConsoleFailure, runErrorOf } from "./failures.ts";
import { RunRecorder } from "./recorder.ts";
import { runRestore } from "./restore-run.ts";
import { runRollForward } from "./roll-forward-run.ts";
import type { RunInHand } from "./run-in-hand.ts";
import { runVerify } from "./verify-run.ts";

const HEARTBEAT_MILLIS = 2_000;
const FINISH_TRIES = 10;
const FINISH_WAIT_MILLIS = 1_000;

/** Claims a queued run, does it, and writes how it ended. Does nothing when the run is not queued any more. */
export async function executeRun(worker: Worker, runId: string): Promise<void> {
  const { ctx, active } = worker;
  const signal = active.begin(runId); // before the claim, so that no cancel falls between
  try {
    if (signal.aborted) return; // it stays queued for another worker
    const run = await claimRun(ctx, { runId, workerId: worker.id });
    if (run) await carryOut(worker, run, signal);
  } finally {
    active.end(runId);
  }
}

async function carryOut(worker: Worker, run: RunDto, signal: AbortSignal): Promise<void> {
  const { ctx, active } = worker;
  const ids = { runId: run.id, workerId: worker.id };
  log.info("run-begins", { run: run.id, asked: run.asked, database: run.databaseSlug });
  const recorder = new RunRecorder(ctx, ids, () => active.stop(run.id, "lost"));
  const heart = setInterval(() => void beatOnce(worker, run.id), HEARTBEAT_MILLIS);
  const hand: RunInHand = { ctx, run, ids, signal, recorder };
  try {
    const end = await perform(worker, hand).catch((thrown) => endOf(thrown, hand));
    const lines = await recorder.stop();
    const isOurs = await insist(() =>
      finishRun(ctx, { ...ids, end, phases: recorder.phases, lines }),
    );
    log.info("run-ends", { run: run.id, state: end.state, isOurs });
    if (isOurs) await auditRun(ctx, run, end);
    if (isOurs && end.state === "succeeded" && isBackup(run.asked))
      await startExpiry(ctx, run.databaseId);
  } finally {
    clearInterval(heart);
  }
}

/** Tries again while Postgres is away for a moment: what a run did must not be forgotten for that. */
async function insist<T>(write: () => Promise<T>): Promise<T> {
  for (let left = FINISH_TRIES; ; left--) {
    try {
      return await write();
    } catch (thrown) {
      if (left <= 1) throw thrown;
      log.warn("end-not-written", { message: messageOf(thrown) });
      await new Promise((resolve) => setTimeout(resolve, FINISH_WAIT_MILLIS));
    }
  }
}

async function perform(worker: Worker, hand: RunInHand): Promise<RunEnd> {
  const { ctx, run } = hand;
  if (run.asked === "expire") return await runExpire(hand);
  if (isOfSet(run.asked)) {
    const set = run.setId ? await setById(ctx, run.setId) : null;
    if (!set) throw new ConsoleFailure("set-missing", "the set was deleted meanwhile");
    return await performOnSet(hand, set);
  }
  return await runBackup(hand, await databaseOf(worker, run.databaseId));
}

async function performOnSet(hand: RunInHand, set: SetDto): Promise<RunEnd> {
  switch (hand.run.asked) {
    case "verify":
      return await runVerify(hand, set);
    case "check":
      return await runCheck(hand, set);
    case "restore":
      return await runRestore(hand, set);
    case "roll-forward":
      return await runRollForward(hand, set);
    default:
      return await runDeleteSet(hand, set);
  }
}

async function databaseOf({ ctx, demo }: Worker, id: string): Promise<DatabaseRow> {
  const database = await databaseById(ctx, id);
  if (!database) throw new ConsoleFailure("unexpected", "the database was removed meanwhile");
  if (!database.isDemo) return database;
  // served by another worker, perhaps: then the attempt here fails and the backup goes on
  await demo
    .start()
    .catch((thrown) => log.warn("demo-not-started", { message: messageOf(thrown) }));
  return (await databaseById(ctx, id)) ?? database; // its port may have changed with that
}

/** How a run ended that threw. What it was told to stop for decides, not what it then threw. */
function endOf(thrown: unknown, hand: RunInHand): RunEnd {
  const figures = figuresSoFar(hand);
  if (!hand.signal.aborted) {
    const error = runErrorOf(thrown);
    hand.recorder.line("error", error.message);
    if (error.code === "unexpected") log.error("run-failed", { stack: (thrown as Error).stack });
    return { state: "failed", error, figures };
  }
  const reason = hand.signal.reason as StopReason;
  if (reason === "stopping")
    return { state: "failed", error: consoleError("worker-stopped"), figures };
  hand.recorder.line("info", "cancelled");
  return { state: "cancelled", figures };
}

function figuresSoFar({ recorder }: RunInHand): RunFigures {
  const latest = recorder.latest;
  if (!latest) return {};
  return { bytes: latest.bytes, files: latest.files, transactions: latest.transactions };
}

async function beatOnce({ ctx, id, active }: Worker, runId: string): Promise<void> {
  try {
    const pulse = await beat(ctx, { runId, workerId: id });
    if (pulse === "cancel") active.stop(runId, "cancelled");
    if (pulse === "lost") active.stop(runId, "lost");
  } catch (thrown) {
    log.warn("heartbeat-not-written", { run: runId, message: messageOf(thrown) });
  }
}
