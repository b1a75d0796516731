/**
 * Walks a run of log entries as a stream: finds transactions, their ids and times, and check points,
 * without keeping more than a few bytes.
 */
import { i32, i64, putI64, putU8, u8 } from "../bytes/integers.ts";
import { BackupError } from "../catalogue/errors.ts";
import { commandRow, ENTRY, ENTRY_VERSIONS, type EntryVersion } from "./entry-versions.ts";
import { choose, type Grammar, GrammarWalker, skip } from "./grammar.ts";

/** Neo4j writes 8 bytes of additional header; more than this is no START entry. */
const MAX_ADDITIONAL_HEADER_BYTES = 2048;
export const COMMIT_ENTRY_BYTES = 18;
/** The empty store is transaction 1. */
const FIRST_TX = 2;

export interface WalkedTransaction {
  id: number;
  /** Offsets of the first byte of START and of the byte after COMMIT. */
  from: number;
  to: number;
  startedAt: number;
  committedAt: number;
  /** As neostore record 9 holds it. Source: spec section 8.3. */
  checksum: bigint;
  commands: number;
  /** Holds a map whose byte order differs between machines (legacy index definitions). */
  unordered: boolean;
}

export interface WalkedCheckPoint {
  /** Offset of the entry and of the byte after it. */
  from: number;
  to: number;
  /** The position it points to. */
  logVersion: number;
  offset: number;
}

export interface LogHandler {
  onTransaction?(tx: WalkedTransaction): void;
  onCheckPoint?(checkPoint: WalkedCheckPoint): void;
}

/** An entry that cannot be one: where it begins, and whether only its first byte is zero. */
export class BadEntry extends BackupError {
  readonly at: number;
  readonly zero: boolean;
  constructor(at: number, detail: string, zero = false, cause?: unknown) {
    super("bad-log", { detail: `${detail} at offset ${at}`, range: [at, at + 1], cause });
    this.at = at;
    this.zero = zero;
  }
}

function checksumOf(masterId: number, authorId: number, b: Buffer, at: number, length: number) {
  let hash = 1;
  for (let i = 0; i < length; i++) hash = (Math.imul(31, hash) + ((u8(b, at + i) << 24) >> 24)) | 0;
  const high = BigInt((Math.imul(masterId, 37) + authorId) | 0);
  return (high << 32n) | BigInt(hash >>> 0);
}

export class LogWalker {
  /** Offset after the last whole transaction or check point. */
  goodEnd: number;
  /** Version byte of the newest entry. */
  entryVersion: number | undefined;
  readonly #origin: number;
  readonly #handler: LogHandler;
  readonly #walker: GrammarWalker;
  #entryAt: number;
  #start:
    | { from: number; startedAt: number; master: number; author: number; checksum: bigint }
    | undefined;
  #commands = 0;
  #unordered = false;
  #version: EntryVersion | undefined;
  #headerLength = 0;
  #master = 0;
  #author = 0;
  #startedAt = 0;

  /** @param origin offset of the first byte that will be pushed */
  constructor(handler: LogHandler, origin: number) {
    this.#handler = handler;
    this.#origin = origin;
    this.goodEnd = origin;
    this.#entryAt = origin;
    this.#walker = new GrammarWalker(choose(2, (b, at) => this.#entry(u8(b, at), u8(b, at + 1))));
  }

  /** True when no entry and no transaction is open. */
  get atBoundary(): boolean {
    return this.#walker.atStart && this.#start === undefined;
  }

  /** Offset of the next byte to push. */
  get offset(): number {
    return this.#origin + this.#walker.consumed;
  }

  /** @throws BadEntry */
  push(chunk: Buffer, at = 0, end = chunk.length): void {
    try {
      this.#walker.push(chunk, at, end);
    } catch (error) {
      // Only what a grammar says: what a handler throws goes through as it is.
      if (error instanceof BadEntry || !(error instanceof BackupError) || error.code !== "bad-log")
        throw error;
      throw new BadEntry(this.#entryAt, error.detail ?? error.message, false, error);
    }
  }

  #entry(version: number, type: number): Grammar {
    this.#entryAt = this.#origin + this.#walker.interpreted - 2;
    const row = version === this.#version?.byte ? this.#version : ENTRY_VERSIONS[version];
    if (!row)
      throw new BadEntry(
        this.#entryAt,
        version === 0 ? "zero bytes instead of an entry" : `unknown entry version ${version}`,
        version === 0,
      );
    this.#version = row;
    this.entryVersion = version;
    const inside = this.#start !== undefined;
    if (type === ENTRY.command && inside) return this.#command;
    if (type === ENTRY.commit && inside) return this.#commit;
    if (type === ENTRY.start && !inside) return this.#startEntry;
    if (type === ENTRY.checkPoint && !inside) return this.#checkPoint;
    throw new BadEntry(
      this.#entryAt,
      `entry type ${type} ${inside ? "inside" : "outside"} a transaction`,
    );
  }

  readonly #startEntry = choose(28, (b, at) => {
    this.#master = i32(b, at);
    this.#author = i32(b, at + 4);
    this.#startedAt = i64(b, at + 8);
    const length = i32(b, at + 24);
    if (length < 0 || length > MAX_ADDITIONAL_HEADER_BYTES)
      throw new BadEntry(this.#entryAt, `an additional header of ${length} bytes`);
    if (length !== this.#headerLength || length === 0) {
      this.#headerLength = length;
      this.#additionalHeader = choose(length, (hb, hat) => this.#opened(hb, hat));
    }
    return this.#additionalHeader;
  });
  #additionalHeader: Grammar = skip(0);

  #opened(b: Buffer, at: number): undefined {
    this.#start = {
      from: this.#entryAt,
      startedAt: this.#startedAt,
      master: this.#master,
      author: this.#author,
      checksum: checksumOf(this.#master, this.#author, b, at, this.#headerLength),
    };
    this.#commands = 0;
    this.#unordered = false;
    return undefined;
  }

  readonly #command = choose(1, (b, at) => {
    const type = u8(b, at);
    const row = this.#version && commandRow(this.#version, type);
    if (!row) throw new BadEntry(this.#entryAt, `unknown command type ${type}`);
    this.#commands++;
    if (row.unordered) this.#unordered = true;
    return row.codec.grammar;
  });

  readonly #commit = choose(16, (b, at) => {
    const start = this.#start;
    if (!start) return undefined;
    const id = i64(b, at);
    const committedAt = i64(b, at + 8);
    if (id < FIRST_TX) throw new BadEntry(this.#entryAt, `a commit of transaction ${id}`);
    this.#start = undefined;
    this.goodEnd = this.#origin + this.#walker.interpreted;
    this.#handler.onTransaction?.({
      id,
      from: start.from,
      to: this.goodEnd,
      startedAt: start.startedAt,
      committedAt,
      checksum: start.checksum,
      commands: this.#commands,
      unordered: this.#unordered,
    });
    return undefined;
  });

  readonly #checkPoint = choose(16, (b, at) => {
    const logVersion = i64(b, at);
    const offset = i64(b, at + 8);
    if (logVersion < 0 || offset < 0)
      throw new BadEntry(this.#entryAt, `a check point at (${logVersion}, ${offset})`);
    this.goodEnd = this.#origin + this.#walker.interpreted;
    this.#handler.onCheckPoint?.({ from: this.#entryAt, to: this.goodEnd, logVersion, offset });
    return undefined;
  });
}

/** A CHECK_POINT entry: everything before (`logVersion`, `offset`) is in the stores. */
export function encodeCheckPoint(entryVersion: number, logVersion: number, offset: number): Buffer {
  const b = Buffer.alloc(COMMIT_ENTRY_BYTES);
  putU8(b, 0, entryVersion);
  putU8(b, 1, ENTRY.checkPoint);
  putI64(b, 2, logVersion);
  putI64(b, 10, offset);
  return b;
}
