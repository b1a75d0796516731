import { number, numberOrNull, type Prisma } from "../db/index.ts";
import type {
  RestoreOutcomeDto,
  RestoreParams,
  RunAsked,
  RunDto,
  RunError,
  RunPhase,
  RunProgress,
  RunResult,
  RunState,
  RunTrigger,
} from "./schema.ts";

export const runInclude = {
  database: { select: { name: true, slug: true } },
  retries: { select: { id: true }, orderBy: { requestedAt: "desc" }, take: 1 },
} satisfies Prisma.RunInclude;

type Stored = Prisma.RunGetPayload<{ include: typeof runInclude }>;

type Jsoned<T> = {
  [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null ? string | null : T[K];
};

const dateOrNull = (text: string | null): Date | null => (text === null ? null : new Date(text));

/** The progress column as it is read: dates come back as text. */
export function progressOf(stored: unknown): RunProgress | null {
  if (stored === null || stored === undefined) return null;
  const progress = stored as Jsoned<RunProgress>;
  return {
    ...progress,
    fraction: progress.fraction ?? null,
    lastCommitAt: dateOrNull(progress.lastCommitAt),
    at: new Date(progress.at),
  };
}

export const phasesOf = (stored: unknown): RunPhase[] =>
  (stored as Jsoned<RunPhase>[]).map((phase) => ({
    phase: phase.phase,
    startedAt: new Date(phase.startedAt),
    finishedAt: dateOrNull(phase.finishedAt),
  }));

/** The params column as it is read: a time comes back as text. */
export function paramsOf(stored: unknown): RestoreParams | null {
  if (stored === null || stored === undefined) return null;
  const { to, directory, replayed } = stored as RestoreParams;
  return {
    directory,
    to: "time" in to ? { time: new Date(to.time) } : to,
    ...(replayed ? { replayed } : {}),
  };
}

export function toRunDto(stored: Stored): RunDto {
  const state = stored.state as RunState;
  const params = paramsOf(stored.params);
  return {
    id: stored.id,
    databaseId: stored.databaseId,
    databaseName: stored.database.name,
    databaseSlug: stored.database.slug,
    setId: stored.setId,
    asked: stored.asked as RunAsked,
    trigger: stored.trigger as RunTrigger,
    state,
    result: stored.result as RunResult | null,
    requestedAt: stored.requestedAt,
    slotAt: stored.slotAt,
    startedAt: stored.startedAt,
    finishedAt: stored.finishedAt,
    durationMillis:
      stored.startedAt && stored.finishedAt
        ? stored.finishedAt.getTime() - stored.startedAt.getTime()
        : null,
    transactions: numberOrNull(stored.transactions),
    firstTx: numberOrNull(stored.firstTx),
    lastTx: numberOrNull(stored.lastTx),
    lastCommitAt: stored.lastCommitAt,
    bytes: stored.bytes === null ? null : number(stored.bytes),
    files: stored.files,
    reason: stored.reason,
    error: stored.error as unknown as RunError | null,
    cancelRequestedAt: stored.cancelRequestedAt,
    workerId: stored.workerId,
    address: stored.address,
    retryOf: stored.retryOf,
    retriedBy: stored.retries[0]?.id ?? null,
    progress: state === "running" ? progressOf(stored.progress) : null,
    phases: phasesOf(stored.phases),
    repaired: stored.repaired,
    inconsistent: stored.inconsistent,
    restore: params && {
      ...params,
      outcome: stored.outcome as unknown as RestoreOutcomeDto | null,
    },
  };
}
