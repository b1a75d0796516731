import type { LogFileSummary, StoreIdentity } from "neo4j-backup/catalogue";
import type { Context } from "../context.ts";
import { milliseconds, type Tx } from "../db/index.ts";
import { baseEnd } from "./base-end.ts";

/** What the set's directory says after a run, as the engine's `inspect` gives it. */
export interface InspectedSet {
  baseEndTx: number;
  lastTx: number;
  lastCommitAt?: number;
  baseBytes: number;
  logFiles: LogFileSummary[];
  store?: Pick<StoreIdentity, "storeVersion">;
  dialect?: 1 | 2;
  /** Made by something else: its dialect is a guess. */
  adopted?: boolean;
}

export interface BackupRecord {
  setId: string;
  runId: string | null;
  inspected: InspectedSet;
  /** When the stream began whose end is the base's end; used when no log file holds that commit. */
  streamBeganAt: Date;
  /** Up to when everything the server had is in the set. */
  protectedAt: Date;
  /** Whether the run's own verification passed; null when it did not verify. */
  verifyOk: boolean | null;
}

/** Writes the rows of a set from what its directory holds. */
export async function recordBackup(ctx: Context, record: BackupRecord): Promise<void> {
  const { setId, runId, inspected } = record;
  const now = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    const before = await tx.backupSet.findUniqueOrThrow({
      where: { id: setId },
      include: { logFiles: { select: { name: true, sha256: true } } },
    });
    const known = new Map(before.logFiles.map((file) => [file.name, file.sha256]));
    for (const file of inspected.logFiles) {
      if (known.get(file.name) === file.sha256) continue;
      await putLogFile(tx, { setId, runId, file });
    }
    await tx.logFile.deleteMany({
      where: { setId, name: { notIn: inspected.logFiles.map((file) => file.name) } },
    });
    await tx.backupSet.update({
      where: { id: setId },
      data: {
        state: "good",
        finishedAt: before.finishedAt ?? now,
        baseEndTx: BigInt(inspected.baseEndTx),
        baseEndAt: before.baseEndAt ?? baseEnd(inspected, record.streamBeganAt),
        lastTx: BigInt(inspected.lastTx),
        lastCommitAt: milliseconds(inspected.lastCommitAt),
        protectedAt: record.protectedAt,
        baseBytes: BigInt(inspected.baseBytes),
        ...(inspected.store ? { storeVersion: inspected.store.storeVersion } : {}),
        ...(inspected.dialect && !inspected.adopted ? { dialect: inspected.dialect } : {}),
        ...(record.verifyOk === null ? {} : { verifiedAt: now, verifyOk: record.verifyOk }),
      },
    });
  });
}

/** A log file that is new is the run's; one that grows with every backup stays that of the run that began it. */
export async function putLogFile(
  tx: Tx,
  { setId, runId, file }: { setId: string; runId: string | null; file: LogFileSummary },
): Promise<void> {
  const row = logFileRow(file);
  await tx.logFile.upsert({
    where: { setId_name: { setId, name: file.name } },
    create: { setId, name: file.name, ...row, runId },
    update: file.grows ? row : { ...row, runId },
  });
}

const logFileRow = (file: LogFileSummary) => ({
  version: BigInt(file.version),
  bytes: BigInt(file.bytes),
  firstTx: file.firstTx === undefined ? null : BigInt(file.firstTx),
  lastTx: file.lastTx === undefined ? null : BigInt(file.lastTx),
  firstCommitAt: milliseconds(file.firstCommitAt),
  lastCommitAt: milliseconds(file.lastCommitAt),
  transactions: BigInt(file.transactions),
  sha256: file.sha256,
});
