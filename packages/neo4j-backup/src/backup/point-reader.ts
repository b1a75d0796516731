/** Where in the logs of a backup a restore point lies. */
import { BackupError } from "../catalogue/errors.ts";
import type { RestorePoint } from "../catalogue/restore.ts";
import { LOG_HEADER_BYTES } from "../log/log-header.ts";
import type { BackupState } from "./backup-state.ts";
import { scanLogFile } from "./log-chain.ts";
import { openIndex } from "./log-index.ts";
import { growingLog, type ManifestLog } from "./manifest.ts";

export interface FoundPoint {
  tx: number;
  committedAt: number | undefined;
  /** The last log file that is needed; undefined: all of them, whole. */
  file: ManifestLog | undefined;
  cutAt: number;
  /** Commit time of the transaction after it, the first that is left out. */
  next: number | undefined;
}

const notAPoint = (detail: string): BackupError =>
  new BackupError("not-a-restore-point", { detail });

const timeText = (millis: number): string => new Date(millis).toISOString();

/** The last transaction up to a time in one log file, as far as it decides. */
interface UpToTime {
  found: number | undefined;
  /** One before it was committed after the time. */
  isSkewed: boolean;
  /** Commit time of the base's last transaction, when the file holds it. */
  base: number | undefined;
}

export class PointReader {
  readonly #directory: string;
  readonly #state: BackupState;
  readonly #indexDirectory: string | undefined;
  readonly #signal: AbortSignal | undefined;

  /** @param options without `indexDirectory`, the logs themselves are read: what carries a restore out does that */
  constructor(
    directory: string,
    state: BackupState,
    options: { indexDirectory?: string | undefined; signal?: AbortSignal | undefined },
  ) {
    this.#directory = directory;
    this.#state = state;
    this.#indexDirectory = options.indexDirectory;
    this.#signal = options.signal;
  }

  /** @throws BackupError not-a-restore-point, bad-log, cancelled */
  async find(to: RestorePoint, warnings: string[]): Promise<FoundPoint> {
    const { manifest, lastTx, lastCommitAt } = this.#state;
    const { baseEndTx } = manifest;
    if ("latest" in to)
      return { tx: lastTx, committedAt: lastCommitAt, file: undefined, cutAt: 0, next: undefined };
    if ("transaction" in to) {
      const { transaction: tx } = to;
      if (!Number.isSafeInteger(tx) || tx < baseEndTx || tx > lastTx)
        throw notAPoint(`expected a transaction from ${baseEndTx} to ${lastTx}, found ${tx}`);
      return this.#cutBehind(tx);
    }
    if (!Number.isFinite(to.time)) throw notAPoint(`expected a time, found ${to.time}`);
    const tx = await this.#lastCommitAtOrBefore(to.time, warnings);
    if (tx === undefined)
      throw notAPoint(
        `no transaction from ${baseEndTx} on was committed at or before ${timeText(to.time)}`,
      );
    return this.#cutBehind(tx);
  }

  #index(log: ManifestLog) {
    return this.#indexDirectory === undefined ? undefined : openIndex(this.#indexDirectory, log);
  }

  /** The highest transaction that was committed at or before a time; times need not ascend. */
  async #lastCommitAtOrBefore(time: number, warnings: string[]): Promise<number | undefined> {
    const { baseEndTx, logFiles, copiedAt } = this.#state.manifest;
    let found: number | undefined;
    let isSkewed = false;
    let base: number | undefined;
    for (const log of logFiles) {
      if (log.firstCommitAt === undefined) continue;
      const part = await this.#upTo(time, log);
      found = part.found ?? found;
      isSkewed ||= part.isSkewed;
      base ??= part.base;
    }
    if (isSkewed)
      warnings.push(
        "commit times do not ascend around that time; transactions up to the last one committed at or before it are kept",
      );
    // The base's own end has no entry in the log when nothing was written during the copy.
    const isAfterBase = copiedAt !== undefined && time >= copiedAt;
    if (found === undefined && base === undefined && isAfterBase) return baseEndTx;
    return found;
  }

  async #upTo(time: number, log: ManifestLog): Promise<UpToTime> {
    const { baseEndTx } = this.#state.manifest;
    const newestTx = this.#state.lastTx;
    const { lastTx, lastCommitAt } = log;
    const part: UpToTime = { found: undefined, isSkewed: false, base: undefined };
    let later = false;
    const see = (id: number, committedAt: number): void => {
      if (id > newestTx) return;
      if (id === baseEndTx) part.base = committedAt;
      if (committedAt > time) later = true;
      else if (id >= baseEndTx) {
        if (later) part.isSkewed = true;
        part.found = id;
      }
    };
    if (lastCommitAt !== undefined && lastCommitAt <= time && lastTx !== undefined) {
      see(lastTx, lastCommitAt);
      return part;
    }
    const index = await this.#index(log);
    if (index) {
      const [last] = await index.newest({ firstTx: baseEndTx, to: time }, Infinity, 1);
      part.found = last?.tx;
      const [after] = last ? await index.newest({ from: time + 1 }, last.tx, 1) : [];
      part.isSkewed = after !== undefined;
      part.base = (await index.find(baseEndTx))?.committedAt;
      return part;
    }
    const onTransaction = (tx: { id: number; committedAt: number }) => see(tx.id, tx.committedAt);
    await scanLogFile(this.#directory, log.name, { onTransaction }, undefined, this.#signal);
    return part;
  }

  async #cutBehind(tx: number): Promise<FoundPoint> {
    const { logFiles } = this.#state.manifest;
    const file = this.#holderOf(tx);
    if (!file) return { tx, committedAt: undefined, file: undefined, cutAt: 0, next: undefined };
    const cut = (await this.#cutByIndex(file, tx)) ?? (await this.#cutByScan(file, tx));
    const next =
      cut.next ??
      logFiles.find((l) => l.version > file.version && l.firstCommitAt !== undefined)
        ?.firstCommitAt;
    return { tx, file, ...cut, next };
  }

  #holderOf(tx: number): ManifestLog | undefined {
    const { logFiles } = this.#state.manifest;
    // Files before the one that recovery reads are in the base, and stay as they are.
    if (!this.#state.neostore.row.hasCheckPoints) return growingLog(this.#state.manifest);
    return (
      logFiles.find((l) => l.firstTx !== undefined && l.firstTx <= tx && tx <= (l.lastTx ?? -1)) ??
      logFiles.findLast((l) => l.firstTx === undefined || l.firstTx <= tx)
    );
  }

  async #cutByIndex(file: ManifestLog, tx: number): Promise<Cut | undefined> {
    const index = await this.#index(file);
    const row = await index?.find(tx);
    if (!index || !row) return undefined;
    const following = await index.find(tx + 1);
    return {
      // A check point that follows what is kept belongs to it: recovery begins there.
      cutAt: following?.from ?? file.bytes,
      committedAt: row.committedAt,
      next: following?.committedAt,
    };
  }

  async #cutByScan(file: ManifestLog, tx: number): Promise<Cut> {
    const cut: Cut = { cutAt: LOG_HEADER_BYTES, committedAt: undefined, next: undefined };
    await scanLogFile(
      this.#directory,
      file.name,
      {
        onTransaction: ({ id, to, committedAt }) => {
          if (id <= tx) {
            cut.cutAt = to;
            cut.committedAt = committedAt;
          } else cut.next ??= committedAt;
        },
        // A check point that follows what is kept belongs to it: recovery begins there.
        onCheckPoint: ({ to }) => {
          if (cut.next === undefined) cut.cutAt = to;
        },
      },
      undefined,
      this.#signal,
    );
    return cut;
  }
}

type Cut = Pick<FoundPoint, "cutAt" | "committedAt" | "next">;
