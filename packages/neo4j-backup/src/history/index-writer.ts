/** Builds the index of one log file while its entries are read. */
import { putU32 } from "../bytes/integers.ts";
import { BackupError } from "../catalogue/errors.ts";
import type { Command } from "../log/commands.ts";
import type { PlacedEntry } from "../log/entries.ts";
import { type Collected, Collector } from "./collector.ts";
import { chainBytes } from "./command-bytes.ts";
import { type IndexMeta, MAX_ROWS, rowLayout, TOKEN_KINDS, tokenLayout } from "./index-format.ts";

/** Postings that are sorted at once; more make another run. */
const RUN_POSTINGS = 1024 * 1024;
const ROW_BUFFER_ROWS = 1024;
const MINUTE = 60_000;
const ROW_SPACE = MAX_ROWS;
const TOKEN_COMMANDS = { 4: "relationshipType", 5: "propertyKey", 8: "label" } as const;

export type IndexFile = "rows" | "tokens" | "postings";
/** Where finished pieces go, in order; they must be taken or copied before the call returns. */
export type IndexSink = (file: IndexFile, bytes: Buffer) => void;

export class IndexWriter {
  readonly #sink: IndexSink;
  readonly #collector = new Collector();
  readonly #rowBuffer = Buffer.alloc(ROW_BUFFER_ROWS * rowLayout.size);
  #rowsWaiting = 0;
  #rows = 0;
  #tokens = 0;
  readonly #postings = new BigUint64Array(RUN_POSTINGS);
  readonly #words = new Uint32Array(this.#postings.buffer);
  #postingsWaiting = 0;
  readonly #runs: number[] = [];
  readonly #minutes = new Map<number, IndexMeta["minutes"][number]>();
  #start: { from: number; startedAt: number } | undefined;
  #commands = 0;
  readonly #newTokens: IndexMeta["newTokens"] = [];
  #firstTx: number | undefined;
  #lastTx: number | undefined;
  #bytes = 0;

  constructor(sink: IndexSink) {
    this.#sink = (file, bytes) => {
      this.#bytes += bytes.length;
      sink(file, bytes);
    };
  }

  /** @throws BackupError limit-exceeded beyond 16 M transactions in one log file */
  add(entry: PlacedEntry): void {
    switch (entry.kind) {
      case "start":
        this.#start = { from: entry.from, startedAt: entry.value.start.startedAt };
        this.#commands = 0;
        return;
      case "command":
        this.#commands++;
        this.#collector.add(entry.command);
        this.#token(entry.command);
        return;
      case "commit":
        this.#commit(entry.value.txId, entry.value.committedAt, entry.to);
    }
  }

  #token({ type, value }: Command): void {
    if (type !== 4 && type !== 5 && type !== 8) return;
    const name = chainBytes(value.names, value.token.nameId)?.toString("utf8");
    if (name !== undefined) this.#newTokens.push([TOKEN_COMMANDS[type], value.id, name]);
  }

  #commit(tx: number, committedAt: number, to: number): void {
    if (this.#rows === MAX_ROWS)
      throw new BackupError("limit-exceeded", {
        detail: `more than ${MAX_ROWS} transactions in one log file cannot be indexed`,
      });
    const collected = this.#collector.finish();
    const { nodes, relationships, properties, labels, schema, tokens, legacyIndexes } = collected;
    rowLayout.write(this.#rowBuffer, this.#rowsWaiting * rowLayout.size, {
      tx,
      from: this.#start?.from ?? to,
      to,
      startedAt: this.#start?.startedAt ?? committedAt,
      committedAt,
      commands: this.#commands,
      nodesCreated: nodes.created,
      nodesChanged: nodes.changed,
      nodesDeleted: nodes.deleted,
      relationshipsCreated: relationships.created,
      relationshipsChanged: relationships.changed,
      relationshipsDeleted: relationships.deleted,
      propertiesCreated: properties.created,
      propertiesChanged: properties.changed,
      propertiesDeleted: properties.deleted,
      labelsAdded: labels.added,
      labelsRemoved: labels.removed,
      schema,
      tokens,
      legacyIndexes,
      tokensFrom: this.#tokens,
      tokensCount: collected.byToken.length,
      spare: 0,
    });
    this.#writeTokens(collected);
    for (const key of collected.touched) this.#post(key);
    this.#count(committedAt, collected);
    this.#firstTx ??= tx;
    this.#lastTx = tx;
    this.#rows++;
    if (++this.#rowsWaiting === ROW_BUFFER_ROWS) this.#flushRows();
  }

  #writeTokens({ byToken }: Collected): void {
    if (byToken.length === 0) return;
    const bytes = Buffer.alloc(byToken.length * tokenLayout.size);
    for (const [i, { kind, id, created, deleted }] of byToken.entries())
      tokenLayout.write(bytes, i * tokenLayout.size, {
        kind: TOKEN_KINDS.indexOf(kind),
        spare: 0,
        id,
        created,
        deleted,
      });
    this.#tokens += byToken.length;
    this.#sink("tokens", bytes);
  }

  /** As key * 2^24 + row, written as two halves. */
  #post(key: number): void {
    const at = this.#postingsWaiting++ * 2;
    const isLittle = LITTLE_ENDIAN ? 1 : 0;
    this.#words[at + isLittle] = Math.floor(key / 256);
    this.#words[at + 1 - isLittle] = ((key % 256) * ROW_SPACE + this.#rows) >>> 0;
    if (this.#postingsWaiting === RUN_POSTINGS) this.#flushPostings();
  }

  #count(committedAt: number, { nodes, relationships, properties }: Collected): void {
    const at = Math.floor(committedAt / MINUTE) * MINUTE;
    const minute = this.#minutes.get(at) ?? [at, 0, 0, 0, 0];
    minute[1]++;
    minute[2] += nodes.created + relationships.created;
    minute[3] += nodes.changed + relationships.changed + properties.changed;
    minute[4] += nodes.deleted + relationships.deleted;
    this.#minutes.set(at, minute);
  }

  #flushRows(): void {
    if (this.#rowsWaiting === 0) return;
    this.#sink("rows", this.#rowBuffer.subarray(0, this.#rowsWaiting * rowLayout.size));
    this.#rowsWaiting = 0;
  }

  #flushPostings(): void {
    if (this.#postingsWaiting === 0) return;
    const run = this.#postings.subarray(0, this.#postingsWaiting).sort();
    const bytes = Buffer.alloc(run.length * 8);
    for (let i = 0; i < run.length; i++) {
      const isLittle = LITTLE_ENDIAN ? 1 : 0;
      putU32(bytes, i * 8, this.#words[i * 2 + isLittle] as number);
      putU32(bytes, i * 8 + 4, this.#words[i * 2 + 1 - isLittle] as number);
    }
    this.#runs.push(run.length);
    this.#postingsWaiting = 0;
    this.#sink("postings", bytes);
  }

  finish(): Omit<IndexMeta, "format" | "log" | "logBytes" | "logSha256"> {
    this.#flushRows();
    this.#flushPostings();
    return {
      rows: this.#rows,
      firstTx: this.#firstTx,
      lastTx: this.#lastTx,
      runs: this.#runs,
      minutes: [...this.#minutes.values()].sort((a, b) => a[0] - b[0]),
      newTokens: this.#newTokens,
      bytes: this.#bytes,
    };
  }
}

const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
