/**
 * Continuous protection: pulls every few seconds over a connection that is kept. What a pull brings is added
 * to the newest log file, see ADR 0013, so that the directory always opens with its newest transaction.
 */
import { BackupError, type ErrorCode } from "../catalogue/errors.ts";
import type { LogFileSummary } from "../catalogue/outcomes.ts";
import type { ServerAddress } from "../catalogue/server-address.ts";
import type { BackupClient } from "../protocol/client.ts";
import { ask, assertSameStore } from "./ask.ts";
import type { BackupState } from "./backup-state.ts";
import {
  DEFAULT_EVERY_MILLIS,
  DEFAULT_ROLL_BYTES,
  DEFAULT_ROLL_MILLIS,
  type FollowOptions,
  type FollowOutcome,
  LONGEST_WAIT_MILLIS,
  type PullReport,
} from "./continuous-options.ts";
import { PullSink } from "./continuous-sink.ts";
import { Waker, waitBefore } from "./continuous-wait.ts";
import { SpaceWatch } from "./disk-space.ts";
import { headOfNext, publish } from "./incremental.ts";
import { growingLog, summaryOf } from "./manifest.ts";
import type { Members } from "./members.ts";
import { OpenLog } from "./open-log.ts";
import { Tracker } from "./tracker.ts";
import type { TxWriter } from "./tx-writer.ts";

/** A last transaction that is bigger is not sent again with each pull, but this often. */
const BIG_OVERLAP_BYTES = 1024 * 1024;
const BIG_OVERLAP_MILLIS = 60_000;

/** Others of these pass by themselves, once the server was reached. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  "not-a-backup-port",
  "server-failure",
  "unexpected-answer",
]);

const isPassing = (error: unknown, wasReached: boolean): error is BackupError =>
  error instanceof BackupError &&
  (wasReached
    ? error.kind === "transport" || PASSING.has(error.code)
    : error.kind === "transport" && error.retry === "later");

/** Connects to a server, at one of the addresses that its host was found to stand for. */
export type Opener = (
  server: ServerAddress,
  addresses: readonly string[] | undefined,
) => Promise<BackupClient>;

export class Follower {
  readonly #directory: string;
  readonly #members: Members;
  readonly #connect: Opener;
  readonly #options: FollowOptions;
  readonly #waker: Waker;
  readonly #everyMillis: number;
  readonly #outcome: FollowOutcome;
  #state: BackupState;
  #open: OpenLog | undefined;
  #address = "";
  #client: BackupClient | undefined;
  #comparedAt = 0;
  /** The last transaction we have, when the server does not have it any more: a quiet one may prune it. */
  #unshownTx = -1;

  /** @param directory locked; `state` was read from it under the lock */
  constructor(
    directory: string,
    state: BackupState,
    servers: { members: Members; connect: Opener },
    options: FollowOptions,
  ) {
    this.#directory = directory;
    this.#state = state;
    this.#members = servers.members;
    this.#connect = servers.connect;
    this.#options = options;
    this.#waker = new Waker(options.signal);
    this.#everyMillis = options.everyMillis ?? DEFAULT_EVERY_MILLIS;
    this.#outcome = {
      pulls: 0,
      transactions: 0,
      bytes: 0,
      lastTx: state.lastTx,
      reconnects: 0,
      logFiles: [],
      repaired: state.repairs,
      durationMillis: 0,
    };
  }

  /** @returns once its signal is aborted @throws BackupError what does not pass by itself; the open file is closed then */
  async run(): Promise<FollowOutcome> {
    const startedAt = Date.now();
    this.#options.onControl?.({ pullNow: this.#waker.wake });
    const failure = await this.#follow().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    this.#client?.close();
    const closing = await this.#end(failure?.error).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    const first = failure ?? closing;
    if (first) throw first.error;
    this.#outcome.durationMillis = Date.now() - startedAt;
    return this.#outcome;
  }

  /** Of a file that somebody else has changed nothing is said any more: the next run looks into it. */
  async #end(failure: unknown): Promise<void> {
    const isForeign = failure instanceof BackupError && failure.code === "damaged-backup";
    if (!isForeign) return this.#roll();
    await this.#open?.abandon();
    this.#open = undefined;
  }

  get #isStopped(): boolean {
    return this.#options.signal?.aborted === true;
  }

  async #follow(): Promise<void> {
    let lost: { since: number; attempt: number } | undefined;
    let wasReached = false;
    while (!this.#isStopped) {
      const began = Date.now();
      try {
        await this.#connected();
        const report = await this.#pull(began);
        this.#members.good();
        this.#tellFollowing(lost !== undefined);
        wasReached = true;
        lost = undefined;
        this.#tell(report);
        await this.#rollWhenFull();
        await this.#waker.wait(this.#everyMillis - (Date.now() - began));
      } catch (error) {
        this.#client?.close();
        this.#client = undefined;
        if (this.#isStopped) return;
        const round = this.#members.failed(error);
        if (!round) continue;
        const passing = round.errors.find((one) => isPassing(one, wasReached));
        if (!(passing instanceof BackupError)) throw round.telling;
        lost = { since: lost?.since ?? began, attempt: (lost?.attempt ?? 0) + 1 };
        if (wasReached && lost.attempt === 1) this.#outcome.reconnects++;
        const { telling } = round;
        await this.#waitForServer(telling instanceof BackupError ? telling : passing, lost);
      }
    }
  }

  async #connected(): Promise<void> {
    if (this.#client) return;
    this.#client = await this.#members.connect(this.#connect);
    assertSameStore(this.#client, this.#state);
    this.#comparedAt = 0;
  }

  #tellFollowing(wasLost: boolean): void {
    const { address } = this.#members;
    if (!wasLost && address === this.#address) return;
    if (!wasLost && this.#address !== "") this.#outcome.reconnects++;
    this.#address = address;
    this.#options.onState?.({ state: "following", since: Date.now(), address });
  }

  /** @throws the error itself when the server was away for too long */
  async #waitForServer(
    error: BackupError,
    { since, attempt }: { since: number; attempt: number },
  ): Promise<void> {
    const { giveUpMillis = Number.POSITIVE_INFINITY, random = Math.random } = this.#options;
    if (attempt > 1 && Date.now() - since > giveUpMillis) throw error;
    const wait = waitBefore(attempt, LONGEST_WAIT_MILLIS, random);
    // A server that closed an idle connection is simply connected to again.
    if (attempt > 1)
      this.#options.onState?.({
        state: "reconnecting",
        since,
        attempt,
        nextTryAt: Date.now() + wait,
        because: { code: error.code, message: error.message },
      });
    await this.#waker.wait(wait);
    await this.#rollWhenFull();
  }

  async #pull(askedAt: number): Promise<PullReport> {
    const tracker = new Tracker("incremental", {
      signal: this.#options.signal,
      onNote: (note) => {
        const isKnown = this.#unshownTx === this.#state.lastTx;
        if (note.level === "warning" && !isKnown) this.#options.onNote?.(note);
      },
    });
    const compares = this.#compares(askedAt);
    const txs = await ask(this.#client as BackupClient, this.#directory, this.#state, {
      tracker,
      compares,
      open: async () => new PullSink(this.#directory, headOfNext(this.#state)),
    });
    if (compares) this.#comparedAt = askedAt;
    if (compares && !txs.compared) this.#unshownTx = this.#state.lastTx;
    if (txs.file && txs.lastTx) await this.#keep(txs, txs.file, tracker);
    return this.#report(askedAt, txs);
  }

  #compares(now: number): boolean {
    const place = this.#state.lastTxPlace;
    const isBig = place !== undefined && place.to - place.from > BIG_OVERLAP_BYTES;
    const isCostly = isBig || this.#unshownTx === this.#state.lastTx;
    return !isCostly || now - this.#comparedAt >= BIG_OVERLAP_MILLIS;
  }

  /** What came is whole, and follows what we have. */
  async #keep(txs: TxWriter<PullSink>, sink: PullSink, tracker: Tracker): Promise<void> {
    try {
      const log = await this.#fileFor(sink);
      if (log) {
        await new SpaceWatch(this.#directory).check();
        await log.add(await sink.whole(), txs);
        await sink.abandon();
      } else await this.#begin(txs, sink, tracker);
    } catch (error) {
      await sink.abandon();
      throw error;
    }
    this.#advance();
  }

  /** The log file that a pull is added to; undefined: it begins another. */
  async #fileFor({ isInMemory, bytes }: PullSink): Promise<OpenLog | undefined> {
    const { manifest } = this.#state;
    if (growingLog(manifest))
      this.#open ??= await OpenLog.reopen(
        this.#directory,
        manifest,
        this.#options.manifestPath,
        Date.now(),
      );
    const row = this.#open?.row;
    const fits = row?.grows || (row && isInMemory && row.bytes + bytes <= this.#rollBytes);
    return fits ? this.#open : undefined;
  }

  async #begin(txs: TxWriter<PullSink>, sink: PullSink, tracker: Tracker): Promise<void> {
    await this.#roll();
    const { writer, pool } = await sink.asFile();
    const { manifestPath, verify = true } = this.#options;
    const published = await publish(this.#directory, this.#state, {
      tracker,
      verify,
      manifestPath,
      txs,
      file: writer,
      pool,
      header: headOfNext(this.#state),
      isOpen: true,
    });
    this.#state = { ...this.#state, manifest: published.manifest };
    const { logFile } = published;
    this.#open = await OpenLog.open(this.#directory, logFile, manifestPath, Date.now());
  }

  get #rollBytes(): number {
    return this.#options.rollBytes ?? DEFAULT_ROLL_BYTES;
  }

  /** The state says what the open file says. */
  #advance(): void {
    const row = this.#open?.row;
    const place = row?.lastTxPlace;
    if (!row || !place || row.lastTx === undefined) return;
    const { manifest } = this.#state;
    this.#state = {
      ...this.#state,
      manifest: { ...manifest, logFiles: [...manifest.logFiles.slice(0, -1), row] },
      newestVersion: row.version,
      nextVersion: row.grows ? row.version : row.version + 1,
      lastTx: row.lastTx,
      lastCommitAt: row.lastCommitAt,
      lastTxChecksum: BigInt(place.checksum),
      lastTxPlace: { file: row.name, from: place.from, to: place.to },
    };
  }

  async #rollWhenFull(): Promise<void> {
    if (!this.#open) return;
    const { rollMillis = DEFAULT_ROLL_MILLIS } = this.#options;
    const { row, openedAt } = this.#open;
    const isOld = Date.now() - openedAt >= rollMillis;
    const isFull = !row.grows && row.bytes >= this.#rollBytes;
    if (isOld || isFull) await this.#roll();
  }

  async #roll(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    const manifest = await open.close(this.#state.manifest);
    this.#state = { ...this.#state, manifest };
    const last = manifest.logFiles.at(-1);
    if (!last) return;
    const summary: LogFileSummary = summaryOf(last);
    const others = this.#outcome.logFiles.filter(({ name }) => name !== summary.name);
    this.#outcome.logFiles = [...others, summary];
    this.#options.onRolled?.(summary);
  }

  #report(askedAt: number, txs: TxWriter<PullSink>): PullReport {
    const { lastTx, lastCommitAt } = this.#state;
    const row = txs.lastTx && this.#open?.row;
    return {
      askedAt,
      durationMillis: Date.now() - askedAt,
      transactions: txs.transactions,
      bytes: txs.bytes,
      ...(txs.firstTx ? { firstTx: txs.firstTx.id, firstCommitAt: txs.firstTx.committedAt } : {}),
      lastTx,
      ...(lastCommitAt === undefined ? {} : { lastCommitAt }),
      ...(row ? { logFile: summaryOf(row) } : {}),
    };
  }

  #tell(report: PullReport): void {
    const outcome = this.#outcome;
    outcome.pulls++;
    outcome.transactions += report.transactions;
    outcome.bytes += report.bytes;
    outcome.lastTx = report.lastTx;
    if (report.firstTx !== undefined) outcome.firstTx ??= report.firstTx;
    if (report.lastCommitAt !== undefined) outcome.lastCommitAt = report.lastCommitAt;
    this.#options.onPull?.(report);
  }
}
