/** The face of the engine: backups of one server into directories. */
import { dirname, resolve } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import type { BackupOutcome } from "../catalogue/outcomes.ts";
import type { ServerAddress } from "../catalogue/server-address.ts";
import {
  BackupClient,
  DEFAULT_FULL_FIRST_BYTE_MILLIS,
  DEFAULT_SILENCE_MILLIS,
} from "../protocol/client.ts";
import { describeStore } from "../store/store-id.ts";
import { addConsistency } from "./add-consistency.ts";
import type { BackupOptions } from "./backup-options.ts";
import { type BackupState, readState } from "./backup-state.ts";
import { checkBackup } from "./check-backup.ts";
import { Follower, type Opener } from "./continuous.ts";
import type { FollowOptions, FollowOutcome } from "./continuous-options.ts";
import { exists, makeDirectory, removeMade, removeTree, syncDirectory } from "./durable.ts";
import { assertFits, assertUsable, type Kind, withWhatIsSafe } from "./fits.ts";
import { takeFull } from "./full.ts";
import { takeIncremental } from "./incremental.ts";
import { finishInterrupted } from "./interrupted.ts";
import { type Lock, lockDirectory } from "./lock.ts";
import { summaryOf } from "./manifest.ts";
import { Members } from "./members.ts";
import { assertNotOpen } from "./open-elsewhere.ts";
import { DEFAULT_PORT } from "./probe.ts";
import {
  assertReplaceable,
  finishSwap,
  lookAt,
  previousOf,
  replacementOf,
  swap,
  type TargetKind,
} from "./target.ts";
import { Tracker } from "./tracker.ts";

export type { BackupOptions } from "./backup-options.ts";
export { DEFAULT_PORT, type ProbeOptions, type ProbeResult, probe } from "./probe.ts";

/** The longest that a timer of Node can wait. */
const MAX_TIMEOUT_MILLIS = 2 ** 31 - 1;

/** One call, with its target locked. */
interface Run {
  target: string;
  tracker: Tracker;
  options: BackupOptions;
  lock: Lock;
}

/**
 * Backups of one server.
 *
 *     const backup = OnlineBackup.from("127.0.0.1");
 *     await backup.full(directory);
 *     await backup.isConsistent();
 *     await backup.incremental(directory);
 */
export class OnlineBackup {
  readonly #host: string;
  readonly #port: number;
  #addresses: readonly string[] | undefined;
  #silenceMillis = DEFAULT_SILENCE_MILLIS;
  #fullFirstByteMillis = DEFAULT_FULL_FIRST_BYTE_MILLIS;
  #latest: { outcome: BackupOutcome | undefined; manifestPath: string | undefined } | undefined;

  private constructor(host: string, port: number) {
    this.#host = host;
    this.#port = port;
  }

  /**
   * @param host name or address, IPv6 with or without brackets
   * @param port of the server's online_backup_server setting, 6362 unless given
   */
  static from(host: string, port: number = DEFAULT_PORT): OnlineBackup {
    if (host === "") throw new BackupError("usage", { detail: "expected a host, found nothing" });
    if (!Number.isInteger(port) || port < 1 || port > 65535)
      throw new BackupError("usage", { detail: `expected a port from 1 to 65535, found ${port}` });
    return new OnlineBackup(host, port);
  }

  /**
   * @param millis longest silence of the server in the middle of an answer, milliseconds
   * @param fullFirstByteMillis longest silence before a full answer begins, 20 minutes unless given: the
   *   server writes a check point first
   */
  withTimeout(millis = this.#silenceMillis, fullFirstByteMillis = this.#fullFirstByteMillis): this {
    for (const limit of [millis, fullFirstByteMillis])
      if (!Number.isFinite(limit) || limit <= 0 || limit > MAX_TIMEOUT_MILLIS)
        throw new BackupError("usage", { detail: `expected a time-out above 0, found ${limit}` });
    this.#silenceMillis = millis;
    this.#fullFirstByteMillis = fullFirstByteMillis;
    return this;
  }

  /**
   * Connects to one of these addresses whatever the host's name means by then; messages keep the name.
   * @param addresses IPv4 or IPv6, what the host was found to stand for
   */
  connectingTo(addresses: readonly string[]): this {
    this.#addresses = addresses;
    return this;
  }

  /**
   * A full backup.
   * @param directory missing or empty
   * @throws BackupError; nothing is in the directory then
   */
  full(directory: string, options: BackupOptions = {}): Promise<BackupOutcome> {
    return this.#run("full", directory, options);
  }

  /**
   * Fetches the transactions after the backup's last one.
   * @param directory holds a backup of this server's store
   * @throws BackupError; the backup is as it was then
   */
  incremental(directory: string, options: BackupOptions = {}): Promise<BackupOutcome> {
    return this.#run("incremental", directory, options);
  }

  /**
   * Incremental where the directory holds a backup, else full. When the server no longer has the
   * transactions that follow, a full backup is made beside the old one, which is then renamed to
   * `<directory>.previous-<time>`.
   */
  backup(directory: string, options: BackupOptions = {}): Promise<BackupOutcome> {
    return this.#run("auto", directory, options);
  }

  /**
   * The consistency check's verdict on the latest run's target; it is made now when the run did not.
   * Every transaction is applied to a scratch copy beside the backup, and every record is read: chains,
   * owners, labels, values, tokens, schema rules, constraints, counts. Not looked at: label scan store,
   * content of the Lucene indexes. False as well when the run failed, or what it read back was not what
   * it had written.
   * @throws BackupError usage when there was no run; no-space, io-failure when the check cannot be made
   */
  async isConsistent(): Promise<boolean> {
    if (!this.#latest)
      throw new BackupError("usage", { detail: "there was no backup that could be consistent" });
    const { outcome, manifestPath } = this.#latest;
    if (!outcome || outcome.verdict?.ok === false) return false;
    outcome.consistency ??= await checkBackup(
      outcome.directory,
      manifestPath === undefined ? {} : { manifestPath },
    );
    return outcome.consistency.ok;
  }

  /**
   * Continuous protection: pulls every few seconds over a connection that is kept, until the signal is
   * aborted. Holds the directory's lock all the time. At every moment the directory is one that a Neo4j
   * opens, at the newest transaction that was told by `onPull`.
   * @param directory holds a backup of this server's store
   * @throws BackupError transactions-missing, diverged, server-behind and others that do not pass by
   *   themselves; what was told by `onPull` is in the backup then
   */
  async follow(directory: string, options: FollowOptions = {}): Promise<FollowOutcome> {
    const target = resolve(directory);
    const tracker = new Tracker("incremental", options);
    let before: TargetKind | undefined;
    try {
      before = await lookAt(target);
      assertFits("incremental", before, target);
      const lock = await lockDirectory(target);
      try {
        const finished = await finishInterrupted(target);
        if (finished) tracker.note(finished);
        const state = await this.#stateOf(target, tracker, options);
        const own = { host: this.#host, port: this.#port, addresses: async () => this.#addresses };
        const members = new Members(options.sources ?? [own], options.onNote);
        const connect: Opener = (at, addresses) => this.#open(options.signal, at, addresses);
        return await new Follower(target, state, { members, connect }, options).run();
      } finally {
        await lock.release();
      }
    } catch (error) {
      throw withWhatIsSafe(error, target, before);
    } finally {
      tracker.end();
    }
  }

  async #run(kind: Kind, directory: string, options: BackupOptions): Promise<BackupOutcome> {
    this.#latest = { outcome: undefined, manifestPath: options.manifestPath };
    const target = resolve(directory);
    const tracker = new Tracker(
      kind === "full" ? "full" : "incremental",
      options,
      options.expectedBytes,
    );
    if (tracker.signal?.aborted) throw new BackupError("cancelled");
    let before: TargetKind | undefined;
    let made: string | undefined;
    let outcome: BackupOutcome | undefined;
    try {
      tracker.phase("locking");
      if (await finishSwap(target)) tracker.note("a swap that had been cut was finished");
      before = await lookAt(target);
      assertFits(kind, before, target);
      if (before === "missing") made = await makeDirectory(target);
      const lock = await lockDirectory(target);
      try {
        outcome = await this.#locked(kind, { target, tracker, options, lock });
        await addConsistency(outcome, tracker, options);
      } finally {
        await lock.release();
      }
    } catch (error) {
      throw withWhatIsSafe(error, target, before);
    } finally {
      tracker.end();
      if (!outcome && made) await removeMade(target, made);
    }
    this.#latest.outcome = outcome;
    tracker.phase("done");
    return outcome;
  }

  async #locked(kind: Kind, run: Run): Promise<BackupOutcome> {
    const { target, tracker } = run;
    const finished = await finishInterrupted(target, kind === "full");
    if (finished) tracker.note(finished);
    const now = await lookAt(target);
    if (now === "interrupted") throw new BackupError("not-a-backup", { detail: target });
    assertFits(kind, now, target);
    if (now === "backup") return this.#continue(kind, run);
    return this.#withClient(tracker, run.options, (client) => this.#full(client, target, run));
  }

  async #continue(kind: Kind, run: Run): Promise<BackupOutcome> {
    const { target, tracker, options } = run;
    const state = await this.#stateOf(target, tracker, options);
    return this.#withClient(tracker, options, async (client) => {
      try {
        return await this.#incremental(client, state, run);
      } catch (error) {
        if (kind !== "auto" || !(error instanceof BackupError)) throw error;
        if (error.code !== "transactions-missing") throw error;
        return this.#replace(client, error, run);
      }
    });
  }

  /** Where a backup stands, with what had to be repaired. */
  async #stateOf(
    target: string,
    tracker: Tracker,
    { manifestPath }: Pick<BackupOptions, "manifestPath">,
  ): Promise<BackupState> {
    tracker.phase("reading-target");
    await assertNotOpen(target);
    await removeTree(replacementOf(target));
    const state = await readState(target, {
      manifestPath,
      repair: true,
      onNote: (text) => tracker.note(text, "warning"),
      signal: tracker.signal,
    });
    for (const repair of state.repairs) tracker.note(repair, "warning");
    tracker.note(
      `${state.manifest.logFiles.length} log files, last transaction ${state.lastTx}, store ${describeStore(state.manifest.store)}`,
    );
    return state;
  }

  #open(
    signal: AbortSignal | undefined,
    at: ServerAddress = { host: this.#host, port: this.#port },
    addresses = this.#addresses,
  ): Promise<BackupClient> {
    return BackupClient.open({
      ...{ host: at.host, port: at.port, addresses },
      silenceMillis: this.#silenceMillis,
      fullFirstByteMillis: Math.max(this.#silenceMillis, this.#fullFirstByteMillis),
      signal,
    });
  }

  async #withClient<T>(
    tracker: Tracker,
    { onlyStore }: BackupOptions,
    act: (client: BackupClient) => Promise<T>,
  ): Promise<T> {
    tracker.phase("connecting");
    const client = await this.#open(tracker.signal);
    try {
      const { store, dialect } = client;
      tracker.note(
        `connected to ${client.where}, dialect ${dialect.number} (${dialect.spokenBy}), store ${describeStore(store)}`,
      );
      assertUsable(store, onlyStore);
      return await act(client);
    } finally {
      client.close();
    }
  }

  async #full(
    client: BackupClient,
    target: string,
    { tracker, options }: Run,
  ): Promise<BackupOutcome> {
    tracker.progress.kind = "full";
    const result = await takeFull(client, target, {
      tracker,
      manifestPath: options.manifestPath,
      verify: options.verify ?? true,
      gatherForensics: options.gatherForensics ?? false,
    });
    const { manifest } = result;
    const log = manifest.logFiles[0];
    return {
      kind: "full",
      nothingNew: false,
      ...this.#common(client, target, tracker),
      store: manifest.store,
      baseEndTx: manifest.baseEndTx,
      ...(result.firstTx === undefined ? {} : { firstTx: result.firstTx }),
      lastTx: result.lastTx,
      ...(result.lastCommitAt === undefined ? {} : { lastCommitAt: result.lastCommitAt }),
      ...(log ? { logFile: summaryOf(log) } : {}),
      repaired: [],
      ...(result.verdict ? { verdict: result.verdict } : {}),
    };
  }

  async #incremental(
    client: BackupClient,
    state: BackupState,
    { target, tracker, options }: Run,
  ): Promise<BackupOutcome> {
    const result = await takeIncremental(client, target, state, {
      tracker,
      manifestPath: options.manifestPath,
      verify: options.verify ?? true,
    });
    const { logFile } = result;
    return {
      kind: "incremental",
      nothingNew: logFile === undefined,
      ...this.#common(client, target, tracker),
      store: result.manifest.store,
      baseEndTx: result.manifest.baseEndTx,
      ...(result.firstTx === undefined ? {} : { firstTx: result.firstTx }),
      lastTx: result.lastTx,
      ...(result.lastCommitAt === undefined ? {} : { lastCommitAt: result.lastCommitAt }),
      ...(logFile ? { logFile: summaryOf(logFile) } : {}),
      repaired: state.repairs,
      ...(result.verdict ? { verdict: result.verdict } : {}),
    };
  }

  #common(client: BackupClient, directory: string, tracker: Tracker) {
    const { transactions, files, bytes } = tracker.progress;
    return {
      directory,
      dialect: client.dialect.number,
      transactions,
      files,
      bytes,
      durationMillis: tracker.elapsedMillis,
    };
  }

  /** A new full beside the old backup; the two change places only when the new one is whole. */
  async #replace(client: BackupClient, reason: BackupError, run: Run): Promise<BackupOutcome> {
    const { target, tracker } = run;
    tracker.note(`a full backup is made instead: ${reason.message}`, "warning");
    await assertReplaceable(target);
    const replacement = replacementOf(target);
    await makeDirectory(replacement);
    const lock = await lockDirectory(replacement);
    try {
      const outcome = await this.#full(client, replacement, run);
      const previousDirectory = await previousOf(target, new Date());
      await swap(target, replacement, previousDirectory);
      run.lock.moved(previousDirectory);
      lock.moved(target);
      await syncDirectory(dirname(target));
      return {
        ...outcome,
        directory: target,
        fellBackBecause: { code: reason.code, message: reason.message },
        previousDirectory,
      };
    } catch (error) {
      if (await exists(target)) await removeTree(replacement).catch(() => undefined);
      throw error;
    } finally {
      await lock.release();
    }
  }
}
