/** The transactions of a backup: browsed through indexes, opened one by one. */
import { join } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import type {
  MinuteOfTransactions,
  TransactionDetail,
  TransactionFilter,
  TransactionSummary,
} from "../catalogue/history.ts";
import { emptySum, type IndexReader, type SumOfTransactions } from "../history/index-reader.ts";
import { readTransaction } from "../history/read-transaction.ts";
import { readState } from "./backup-state.ts";
import { readPieces } from "./durable.ts";
import { locate } from "./locate.ts";
import { buildIndex, openIndex } from "./log-index.ts";
import type { ManifestLog } from "./manifest.ts";
import { type KnownTokens, readKnownTokens } from "./token-history.ts";

export interface HistoryOptions {
  manifestPath?: string;
  /** Where the indexes lie; they are built there when they are missing. */
  indexDirectory: string;
  signal?: AbortSignal;
  onProgress?: (done: { bytes: number; totalBytes: number }) => void;
}

export class History {
  readonly directory: string;
  readonly tokens: KnownTokens;
  readonly #parts: { log: ManifestLog; index: IndexReader }[];

  private constructor(
    directory: string,
    tokens: KnownTokens,
    parts: { log: ManifestLog; index: IndexReader }[],
  ) {
    this.directory = directory;
    this.tokens = tokens;
    this.#parts = parts;
  }

  /**
   * Opens the history of a backup; indexes that are missing are built first, which takes about a second
   * for 50 MB of log.
   * @throws BackupError no-backup, damaged-backup, bad-log, cancelled
   */
  static async open(path: string, options: HistoryOptions): Promise<History> {
    const { directory, manifestPath } = await locate(path, options.manifestPath);
    const { signal, indexDirectory } = options;
    const { manifest } = await readState(directory, {
      manifestPath,
      repair: false,
      signal,
    });
    const totalBytes = manifest.logFiles.reduce((sum, { bytes }) => sum + bytes, 0);
    let bytes = 0;
    const parts: { log: ManifestLog; index: IndexReader }[] = [];
    for (const log of manifest.logFiles) {
      const onBytes = (more: number): void => {
        bytes += more;
        options.onProgress?.({ bytes, totalBytes });
      };
      const index =
        (await openIndex(indexDirectory, log)) ??
        (await buildIndex(directory, log, indexDirectory, { signal, onBytes }));
      parts.push({ log, index });
    }
    const added = parts.map(({ index }) => index.meta.newTokens);
    return new History(directory, await readKnownTokens(directory, added), parts);
  }

  /** Bytes of all indexes. */
  get indexBytes(): number {
    return this.#parts.reduce((sum, { index }) => sum + index.meta.bytes, 0);
  }

  get transactions(): number {
    return this.#parts.reduce((sum, { index }) => sum + index.meta.rows, 0);
  }

  /**
   * A page of transactions, newest first.
   * @param before only those below this id; undefined: from the newest on
   */
  async newest(
    filter: TransactionFilter,
    before: number | undefined,
    limit: number,
  ): Promise<TransactionSummary[]> {
    const found: TransactionSummary[] = [];
    for (let i = this.#parts.length - 1; i >= 0 && found.length < limit; i--) {
      const { index } = this.#parts[i] as { index: IndexReader };
      const { firstTx, lastTx } = index.meta;
      if (firstTx === undefined || lastTx === undefined) continue;
      if (filter.lastTx !== undefined && firstTx > filter.lastTx) continue;
      if (filter.firstTx !== undefined && lastTx < filter.firstTx) break;
      const page = await index.newest(
        filter,
        before ?? Number.MAX_SAFE_INTEGER,
        limit - found.length,
      );
      found.push(...page);
    }
    return found;
  }

  /** @throws BackupError not-a-restore-point when the logs do not hold it */
  async transaction(tx: number): Promise<TransactionDetail> {
    for (const { log, index } of this.#parts) {
      const row = await index.find(tx);
      if (!row) continue;
      const [summary] = await index.newest({ firstTx: tx, lastTx: tx }, tx + 1, 1);
      if (!summary) break;
      const bytes = readPieces(join(this.directory, log.name), row.from, row.to);
      return { ...summary, ...(await readTransaction(bytes, this.tokens)) };
    }
    throw new BackupError("not-a-restore-point", {
      detail: `the logs of this backup do not hold transaction ${tx}`,
    });
  }

  /** Transactions per minute, oldest first; minutes without any are left out. */
  minutes(): MinuteOfTransactions[] {
    const byMinute = new Map<number, MinuteOfTransactions>();
    for (const { index } of this.#parts)
      for (const [at, transactions, created, changed, deleted] of index.meta.minutes) {
        const found = byMinute.get(at);
        if (!found) byMinute.set(at, { at, transactions, created, changed, deleted });
        else {
          found.transactions += transactions;
          found.created += created;
          found.changed += changed;
          found.deleted += deleted;
        }
      }
    return [...byMinute.values()].sort((a, b) => a.at - b.at);
  }

  /** What would be left out by a restore to `tx`. */
  async sumAbove(tx: number): Promise<SumOfTransactions> {
    const sum = emptySum();
    for (const { index } of this.#parts) {
      if ((index.meta.lastTx ?? -1) <= tx) continue;
      const part = await index.sumAbove(tx);
      sum.transactions += part.transactions;
      for (const kind of ["nodes", "relationships", "properties"] as const)
        for (const change of ["created", "changed", "deleted"] as const)
          sum[kind][change] += part[kind][change];
    }
    return sum;
  }
}
