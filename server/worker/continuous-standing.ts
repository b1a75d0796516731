import { History, type LogFileSummary, type PullReport } from "neo4j-backup";
import { indexOf, recordIndex, recordPull, type SetDto } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import {
  countIn,
  type FollowerIds,
  type FollowerStanding,
  tellStanding,
} from "../continuous/index.ts";
import { log, messageOf } from "../log.ts";
import { type LogLine, type RunFigures, type RunProgress, recordProgress } from "../runs/index.ts";
import { manifestOf, storeOf } from "./set-files.ts";

/** The row of a log file that grows is written this often: whoever reads transactions has it indexed anew then. */
const LOG_FILE_MILLIS = 10_000;

/** Gathers what a follower has to show, and writes it: one write at a time, the newest state each time. */
export class Standing {
  readonly now: FollowerStanding;
  readonly #ctx: Context;
  readonly #ids: FollowerIds;
  readonly #set: SetDto;
  readonly #onLost: () => void;
  #lines: LogLine[] = [];
  #seq = 0;
  #firstTx: number | undefined;
  #changed = new Map<string, LogFileSummary>();
  #fileToldAt = 0;
  #hasPulled = false;
  #isDirty = false;
  #writing: Promise<void> | undefined;

  constructor(
    given: { ctx: Context; ids: FollowerIds; set: SetDto; onLost: () => void },
    now: FollowerStanding,
  ) {
    this.now = now;
    this.#ctx = given.ctx;
    this.#ids = given.ids;
    this.#set = given.set;
    this.#onLost = given.onLost;
  }

  /** Log lines of the run go on from here. */
  continueFrom(seq: number): void {
    this.#seq = seq;
  }

  line(level: LogLine["level"], text: string): void {
    this.#lines.push({ seq: this.#seq++, at: this.#ctx.clock.now(), level, text });
    this.write();
  }

  enter(state: FollowerStanding["state"], reason: string | null, errorCode: string | null): void {
    if (this.now.state !== state) this.now.since = this.#ctx.clock.now();
    Object.assign(this.now, { state, reason, errorCode });
    this.write();
  }

  pulled(report: PullReport): void {
    const { now } = this;
    const at = new Date(report.askedAt);
    this.#hasPulled = true;
    this.#firstTx ??= report.firstTx;
    now.lastPullAt = at;
    now.lastTx = report.lastTx;
    if (report.lastCommitAt !== undefined) now.lastCommitAt = new Date(report.lastCommitAt);
    now.pulls++;
    now.transactions += report.transactions;
    now.bytes += report.bytes;
    now.minutes = countIn(now.minutes, at, report.transactions);
    if (report.logFile) this.#changed.set(report.logFile.name, report.logFile);
    this.write();
  }

  /** A log file that does not change any more. */
  rolled(file: LogFileSummary): void {
    this.#changed.set(file.name, file);
    this.#fileToldAt = 0;
    this.write();
  }

  get figures(): RunFigures {
    const { transactions, bytes, lastTx, lastCommitAt } = this.now;
    return {
      transactions,
      bytes,
      ...(this.#firstTx === undefined ? {} : { firstTx: this.#firstTx }),
      ...(lastTx === null ? {} : { lastTx }),
      ...(lastCommitAt ? { lastCommitAt: lastCommitAt.getTime() } : {}),
    };
  }

  /** Writes soon; what comes while that goes on is written after it. */
  write(): void {
    this.#isDirty = true;
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Writes everything. @returns lines that belong to the end of the run */
  async settle(): Promise<LogLine[]> {
    this.#fileToldAt = 0;
    this.write();
    await this.#writing;
    return this.#lines;
  }

  async #writeAll(): Promise<void> {
    while (this.#isDirty) {
      this.#isDirty = false;
      try {
        if (!(await tellStanding(this.#ctx, this.#ids, this.now))) return this.#onLost();
        await this.#writeSet();
        await this.#writeRun();
      } catch (thrown) {
        // the next pull brings it
        log.warn("follower-not-written", {
          database: this.#ids.databaseId,
          message: messageOf(thrown),
        });
        return;
      }
    }
  }

  async #writeSet(): Promise<void> {
    const { lastTx, lastPullAt, lastCommitAt, runId } = this.now;
    if (!this.#hasPulled || lastTx === null || !lastPullAt) return;
    const at = this.#ctx.clock.now().getTime();
    const isDue = at - this.#fileToldAt >= LOG_FILE_MILLIS;
    const logFiles = isDue ? [...this.#changed.values()] : [];
    await recordPull(this.#ctx, {
      setId: this.#set.id,
      runId,
      lastTx,
      lastCommitAt: lastCommitAt?.getTime(),
      protectedAt: lastPullAt,
      logFiles,
    });
    if (logFiles.length === 0) return;
    this.#fileToldAt = at;
    for (const file of logFiles)
      if (this.#changed.get(file.name) === file) this.#changed.delete(file.name);
  }

  async #writeRun(): Promise<void> {
    const { runId, state, since } = this.now;
    if (runId === null) return;
    const lines = this.#lines;
    this.#lines = [];
    const record = {
      runId,
      workerId: this.#ids.workerId,
      progress: this.#progress(),
      phases: [{ phase: state, startedAt: since, finishedAt: null }],
      lines,
    };
    try {
      await recordProgress(this.#ctx, record);
    } catch (thrown) {
      this.#lines = [...lines, ...this.#lines];
      throw thrown;
    }
  }

  #progress(): RunProgress {
    const { state, bytes, transactions, lastTx, lastCommitAt } = this.now;
    return {
      phase: state,
      kind: "incremental",
      file: null,
      files: 0,
      bytes,
      expectedBytes: null,
      transactions,
      lastTx,
      lastCommitAt,
      bytesPerSecond: null,
      etaSeconds: null,
      verifiedBytes: 0,
      verifyTotalBytes: null,
      fraction: null,
      at: this.#ctx.clock.now(),
    };
  }
}

/** Makes the indexes of log files that are closed; the set is whole without them, so a failure is only said. */
export async function indexClosed(ctx: Context, set: SetDto): Promise<void> {
  try {
    const { indexBytes } = await History.open(storeOf(set), {
      manifestPath: manifestOf(set),
      indexDirectory: indexOf(set),
    });
    await recordIndex(ctx, set.id, indexBytes);
  } catch (thrown) {
    log.warn("followed-set-not-indexed", { set: set.id, message: messageOf(thrown) });
  }
}
