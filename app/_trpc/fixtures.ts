/** Whole DTOs for tests: sound by default, each field can be replaced. */
import type { DatabaseDto, LogFileDto, RunDto, RunProgress, SetDto, StripSet } from "./types.ts";

export const NOW = Date.parse("2026-11-22T12:00:00Z");
export const ago = (minutes: number): Date => new Date(NOW - minutes * 60_000);

export function makeProgress(patch: Partial<RunProgress> = {}): RunProgress {
  return {
    phase: "receiving-files",
    kind: "full",
    file: null,
    files: 0,
    bytes: 0,
    expectedBytes: null,
    transactions: 0,
    lastTx: null,
    lastCommitAt: null,
    bytesPerSecond: null,
    etaSeconds: null,
    verifiedBytes: 0,
    verifyTotalBytes: null,
    fraction: null,
    at: new Date(NOW),
    ...patch,
  };
}

export function makeRun(patch: Partial<RunDto> = {}): RunDto {
  return {
    id: "run-1",
    databaseId: "db-1",
    databaseName: "orders",
    databaseSlug: "orders",
    setId: "20261122T100000Z",
    asked: "auto",
    trigger: "manual",
    state: "succeeded",
    result: "incremental",
    requestedAt: ago(10),
    slotAt: null,
    startedAt: ago(10),
    finishedAt: ago(9),
    durationMillis: 60_000,
    transactions: 100,
    firstTx: 101,
    lastTx: 200,
    lastCommitAt: ago(10),
    bytes: 2048,
    files: 0,
    reason: null,
    error: null,
    cancelRequestedAt: null,
    workerId: "worker-1",
    address: "10.2.0.14:6362",
    retryOf: null,
    retriedBy: null,
    progress: null,
    phases: [],
    repaired: [],
    inconsistent: false,
    restore: null,
    ...patch,
  };
}

/** Protected until a time, with a target of a day. */
export function makeRpo(
  since: Date | null,
  patch: Partial<DatabaseDto["rpo"]> = {},
): DatabaseDto["rpo"] {
  const ageMillis = since && NOW - since.getTime();
  return {
    since,
    ageMillis,
    basis: since ? "look" : "never",
    newestCommitAt: since,
    targetMinutes: 24 * 60,
    targetFrom: "default",
    isOverdue: ageMillis === null || ageMillis > 86_400_000,
    unprotectedTransactions: null,
    unprotectedSeenAt: null,
    ...patch,
  };
}

export function makeDatabase(patch: Partial<DatabaseDto> = {}): DatabaseDto {
  const lastRun = patch.lastRun === undefined ? makeRun() : patch.lastRun;
  return {
    id: "db-1",
    slug: "orders",
    name: "orders",
    host: "10.2.0.14",
    port: 6362,
    moreAddresses: [],
    timeoutSeconds: 40,
    isDemo: false,
    storageDirectory: "/srv/holdfast/orders",
    createdAt: ago(60 * 24),
    store: { creationTime: ago(99_999), randomId: "42", storeVersion: "v0.A.6" },
    dialect: 1,
    newestProtected: ago(9),
    newestTx: 200,
    lastGood: { runId: "run-1", at: ago(9), result: "incremental" },
    activeRun: null,
    format: null,
    storeVersionFamily: null,
    setCount: 1,
    goodSetCount: 1,
    totalBytes: 4096,
    retention: {
      keepSets: null,
      windowDays: null,
      minimumGoodSets: 1,
      gfs: null,
      goesAfterCheck: false,
    },
    verifyPolicy: { when: "after-full", everyDays: null },
    consecutiveFailures: 0,
    tags: [],
    rpo: makeRpo(patch.newestProtected === undefined ? ago(9) : patch.newestProtected),
    plan: {
      state: "on",
      everyMillis: 3_600_000,
      longestMillis: 3_600_000,
      incrementalMillis: 3_600_000,
    },
    next: null,
    continuous: null,
    growth: { perDayBytes: null, perDayTransactions: null, days: 0 },
    flaws: [],
    verification: null,
    window: {
      outlook: "in-time",
      notBefore: null,
      fallsBackAt: null,
      isAssumed: true,
      keepsAll: false,
      windowMillis: 7 * 86_400_000,
      leastMillis: 7 * 86_400_000,
      rate: null,
    },
    ...patch,
    lastRun,
  };
}

export function makeSet(patch: Partial<SetDto> = {}): SetDto {
  return {
    id: "20261122T100000Z",
    databaseId: "db-1",
    directory: "/srv/holdfast/orders/20261122T100000Z",
    state: "good",
    startedAt: ago(120),
    finishedAt: ago(119),
    baseEndTx: 100,
    baseEndAt: ago(120),
    lastTx: 200,
    lastCommitAt: ago(10),
    protectedAt: ago(9),
    baseBytes: 2048,
    totalBytes: 4096,
    logFiles: [],
    pinned: false,
    pinNote: null,
    hold: null,
    leaving: null,
    verifiedAt: ago(9),
    verifyOk: true,
    verifyFindings: [],
    fellBackBecause: null,
    format: null,
    rolledFrom: null,
    check: null,
    indexBytes: null,
    inUse: false,
    runCount: 2,
    ...patch,
  };
}

export function makeLogFile(patch: Partial<LogFileDto> = {}): LogFileDto {
  return {
    name: "neostore.transaction.db.1",
    version: 1,
    bytes: 2048,
    firstTx: 101,
    lastTx: 200,
    firstCommitAt: ago(60),
    lastCommitAt: ago(10),
    transactions: 100,
    runId: "run-1",
    sha256: "ab".repeat(32),
    ...patch,
  };
}

export function makeStripSet(patch: Partial<StripSet> = {}): StripSet {
  return {
    id: "20261122T100000Z",
    state: "good",
    startedAt: ago(120),
    baseEndAt: ago(120),
    baseEndTx: null,
    lastTx: null,
    lastCommitAt: ago(10),
    protectedAt: ago(9),
    pinned: false,
    goesAt: null,
    verifyOk: true,
    logFiles: [],
    ...patch,
  };
}
