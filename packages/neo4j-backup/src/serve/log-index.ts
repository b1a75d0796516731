/** The transaction logs of a served directory, kept up to date while they grow. */
import { readdir } from "node:fs/promises";
import { BackupError } from "../catalogue/errors.ts";
import { logVersionOf } from "../log/log-header.ts";
import { IndexedLog } from "./indexed-log.ts";

export class LogIndex {
  readonly #directory: string;
  readonly #onlyRead: number | undefined;
  #logs: IndexedLog[] = [];
  #refreshing: Promise<void> = Promise.resolve();

  /** @param onlyRead the one log file that recovery reads, of a line without check points */
  constructor(directory: string, onlyRead?: number) {
    this.#directory = directory;
    this.#onlyRead = onlyRead;
  }

  /** Ascending, consecutive versions. */
  get logs(): readonly IndexedLog[] {
    return this.#logs;
  }

  get firstTx(): number | undefined {
    return this.#logs.find((log) => log.first)?.first?.id;
  }

  get lastTx(): number | undefined {
    return this.#logs.findLast((log) => log.last)?.last?.id;
  }

  /** Reads what came since the last time. @throws BackupError damaged-backup, bad-log */
  refresh(): Promise<void> {
    const next = this.#refreshing.catch(() => undefined).then(() => this.#refresh());
    this.#refreshing = next;
    return next;
  }

  async #refresh(): Promise<void> {
    const names = await readdir(this.#directory);
    const versions = names
      .map(logVersionOf)
      .filter((v): v is number => v !== undefined)
      .sort((a, b) => a - b);
    // Older files behind a gap belong to no chain that recovery would read.
    const start = versions.findLastIndex((v, i) => i === 0 || versions[i - 1] !== v - 1);
    const logs = versions
      .slice(Math.max(0, start))
      .map((v) => this.#logs.find((l) => l.version === v) ?? new IndexedLog(this.#directory, v));
    for (const log of logs) await log.refresh();
    let last: number | undefined;
    for (const log of logs) {
      if (!log.first || !log.last) continue;
      if (last !== undefined && log.first.id !== last + 1)
        throw new BackupError("damaged-backup", {
          detail: `${log.name} begins with transaction ${log.first.id}, but the one before ends with ${last}`,
          file: log.name,
        });
      last = log.last.id;
    }
    this.#logs = logs;
  }

  /** The log file that holds a transaction. */
  holderOf(id: number): IndexedLog | undefined {
    return this.#logs.find((l) => l.first && l.last && l.first.id <= id && id <= l.last.id);
  }

  /**
   * The first transaction that recovery of this directory replays: at or behind the position that the
   * newest check point names. Source: spec section 8.4.
   */
  async firstReplayed(): Promise<number | undefined> {
    if (this.#onlyRead !== undefined)
      return this.#logs.find(({ version }) => version === this.#onlyRead)?.first?.id;
    const holder = this.#logs.findLast((log) => log.checkPoints.length > 0);
    const checkPoint = holder?.checkPoints.at(-1);
    if (!checkPoint) return this.firstTx;
    for (const log of this.#logs) {
      if (log.version < checkPoint.logVersion) continue;
      const offset = log.version === checkPoint.logVersion ? checkPoint.offset : 0;
      const found = await log.firstFrom(offset);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The last transaction that lies before the newest check point entry. */
  get beforeCheckPoint(): number | undefined {
    const at = this.#logs.findLastIndex((log) => log.checkPoints.length > 0);
    const inSame = this.#logs[at]?.txBeforeCheckPoint;
    return inSame ?? this.#logs.slice(0, Math.max(0, at)).findLast((l) => l.last)?.last?.id;
  }

  /** The transactions `first` to `last`, verbatim, without check points. Both must be there. */
  async *transactions(first: number, last: number): AsyncGenerator<Buffer> {
    for (const log of this.#logs) {
      if (!log.first || !log.last || log.last.id < first || log.first.id > last) continue;
      const { from } = await log.locate(Math.max(first, log.first.id));
      const { to } = await log.locate(Math.min(last, log.last.id));
      yield* log.bytes(from, to);
    }
  }
}
