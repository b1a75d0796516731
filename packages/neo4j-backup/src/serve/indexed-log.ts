/** One transaction log that may still grow: what is in it, and where. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import {
  decodeLogHeader,
  FIRST_ENTRY_OFFSET,
  LOG_HEADER_BYTES,
  logName,
} from "../log/log-header.ts";
import {
  BadEntry,
  LogWalker,
  type WalkedCheckPoint,
  type WalkedTransaction,
} from "../log/log-walker.ts";
import { head, pieces } from "./read-file.ts";

/** A transaction is found by walking at most this far. */
const MARK_EVERY_BYTES = 256 * 1024;

export interface Position {
  from: number;
  to: number;
}

export class IndexedLog {
  readonly version: number;
  readonly name: string;
  readonly checkPoints: WalkedCheckPoint[] = [];
  first: WalkedTransaction | undefined;
  last: WalkedTransaction | undefined;
  /** The last transaction before the newest check point entry. */
  txBeforeCheckPoint: number | undefined;
  readonly #path: string;
  readonly #marks: { tx: number; from: number }[] = [];
  #goodEnd = 0;
  #seenBytes = 0;

  constructor(directory: string, version: number) {
    this.version = version;
    this.name = logName(version);
    this.#path = join(directory, this.name);
  }

  /** Offset after the last whole transaction or check point. */
  get goodEnd(): number {
    return this.#goodEnd;
  }

  /** Reads what came since the last time. @throws BackupError bad-log, damaged-backup */
  async refresh(): Promise<void> {
    const { size } = await stat(this.#path);
    if (size === this.#seenBytes || size < LOG_HEADER_BYTES) return;
    if (this.#goodEnd === 0) await this.#readHeader();
    await this.#walk(this.#goodEnd, size, {
      onTransaction: (tx) => this.#add(tx),
      onCheckPoint: (checkPoint) => {
        this.checkPoints.push(checkPoint);
        this.txBeforeCheckPoint = this.last?.id;
        this.#goodEnd = checkPoint.to;
      },
    });
    this.#seenBytes = size;
  }

  async #readHeader(): Promise<void> {
    const { version } = decodeLogHeader(await head(this.#path, LOG_HEADER_BYTES));
    if (version !== this.version)
      throw new BackupError("bad-log", {
        detail: `the header of ${this.name} says version ${version}`,
        file: this.name,
        range: [0, LOG_HEADER_BYTES],
      });
    this.#goodEnd = FIRST_ENTRY_OFFSET;
  }

  #add(tx: WalkedTransaction): void {
    if (this.last && tx.id !== this.last.id + 1)
      throw new BackupError("damaged-backup", {
        detail: `transaction ${tx.id} follows transaction ${this.last.id} in ${this.name}`,
        file: this.name,
        range: [tx.from, tx.to],
      });
    this.first ??= tx;
    this.last = tx;
    this.#goodEnd = tx.to;
    const mark = this.#marks.at(-1);
    if (!mark || tx.from - mark.from >= MARK_EVERY_BYTES)
      this.#marks.push({ tx: tx.id, from: tx.from });
  }

  /** Walks until `handler` has seen enough (by throwing STOP), the bytes end, or they are no entries. */
  async #walk(from: number, to: number, handler: ConstructorParameters<typeof LogWalker>[0]) {
    const walker = new LogWalker(handler, from);
    try {
      for await (const piece of pieces(this.#path, from, to)) walker.push(piece);
    } catch (error) {
      // A tail that is being written, or was torn: what lies before it is good.
      if (error !== STOP && !(error instanceof BadEntry)) throw error;
    }
  }

  /** The first transaction that `wanted` accepts, at or behind a mark that is known to lie before it. */
  async #find(
    isBefore: (mark: { tx: number; from: number }) => boolean,
    wanted: (tx: WalkedTransaction) => boolean,
  ): Promise<WalkedTransaction | undefined> {
    const start = this.#marks.findLast(isBefore) ?? this.#marks[0];
    if (!start) return undefined;
    let found: WalkedTransaction | undefined;
    await this.#walk(start.from, this.#goodEnd, {
      onTransaction: (tx) => {
        if (!wanted(tx)) return;
        found = tx;
        throw STOP;
      },
    });
    return found;
  }

  /** Where a transaction of this file lies. */
  async locate(id: number): Promise<Position> {
    if (id === this.first?.id) return this.first;
    if (id === this.last?.id) return this.last;
    const found = await this.#find(
      (mark) => mark.tx <= id,
      (tx) => tx.id === id,
    );
    if (!found)
      throw new BackupError("damaged-backup", {
        detail: `transaction ${id} is no longer in ${this.name}`,
        file: this.name,
      });
    return found;
  }

  /** The first transaction that begins at or behind an offset. */
  async firstFrom(offset: number): Promise<number | undefined> {
    if (!this.first || !this.last || this.last.from < offset) return undefined;
    if (this.first.from >= offset) return this.first.id;
    const found = await this.#find(
      (mark) => mark.from <= offset,
      (tx) => tx.from >= offset,
    );
    return found?.id;
  }

  /** The bytes from `from` to `to` without check points. */
  async *bytes(from: number, to: number): AsyncGenerator<Buffer> {
    let at = from;
    for (const checkPoint of this.checkPoints) {
      if (checkPoint.to <= at || checkPoint.from >= to) continue;
      yield* pieces(this.#path, at, checkPoint.from);
      at = checkPoint.to;
    }
    yield* pieces(this.#path, at, to);
  }
}

/** Thrown by a handler that has seen enough. */
const STOP = new Error("seen enough");
