/** Answers questions from the index of one log file. */
import { u32 } from "../bytes/integers.ts";
import type {
  ByToken,
  Operation,
  TransactionFilter,
  TransactionSummary,
} from "../catalogue/history.ts";
import { POSTING, postingKey } from "./collector.ts";
import {
  type IndexMeta,
  MAX_ROWS,
  type Row,
  rowLayout,
  summaryOfRow,
  TOKEN_KINDS,
  tokenLayout,
} from "./index-format.ts";
import type { IndexFile } from "./index-writer.ts";

/** Reads bytes of an index file. */
export type IndexSource = (file: IndexFile, from: number, bytes: number) => Promise<Buffer>;

const POSTING_BYTES = 8;
const ROWS_AT_ONCE = 512;
const MOST_ROWS_AT_ONCE = 8192;

const HAS: Readonly<Record<Operation, (row: Readonly<Row>) => boolean>> = {
  "node-created": (r) => r.nodesCreated > 0,
  "node-changed": (r) => r.nodesChanged > 0,
  "node-deleted": (r) => r.nodesDeleted > 0,
  "relationship-created": (r) => r.relationshipsCreated > 0,
  "relationship-changed": (r) => r.relationshipsChanged > 0,
  "relationship-deleted": (r) => r.relationshipsDeleted > 0,
  "property-created": (r) => r.propertiesCreated > 0,
  "property-changed": (r) => r.propertiesChanged > 0,
  "property-deleted": (r) => r.propertiesDeleted > 0,
  "label-added": (r) => r.labelsAdded > 0,
  "label-removed": (r) => r.labelsRemoved > 0,
  schema: (r) => r.schema > 0,
  token: (r) => r.tokens > 0,
  "legacy-index": (r) => r.legacyIndexes > 0,
};

const matches = (row: Readonly<Row>, filter: TransactionFilter): boolean =>
  (filter.firstTx === undefined || row.tx >= filter.firstTx) &&
  (filter.lastTx === undefined || row.tx <= filter.lastTx) &&
  (filter.from === undefined || row.committedAt >= filter.from) &&
  (filter.to === undefined || row.committedAt <= filter.to) &&
  (filter.operations === undefined ||
    filter.operations.length === 0 ||
    filter.operations.some((operation) => HAS[operation](row)));

/** What a filter wants touched, the rarest first. */
function keysOf(filter: TransactionFilter): number[] {
  const wanted: [kind: number, id: number | undefined][] = [
    [POSTING.node, filter.node],
    [POSTING.relationship, filter.relationship],
    [POSTING.label, filter.label],
    [POSTING.type, filter.type],
    [POSTING.propertyKey, filter.propertyKey],
  ];
  return wanted.flatMap(([kind, id]) => (id === undefined ? [] : [postingKey(kind, id)]));
}

export class IndexReader {
  readonly meta: IndexMeta;
  readonly #source: IndexSource;

  constructor(meta: IndexMeta, source: IndexSource) {
    this.meta = meta;
    this.#source = source;
  }

  #rowBytes(from: number, to: number): Promise<Buffer> {
    const { size } = rowLayout;
    return this.#source("rows", from * size, (to - from) * size);
  }

  async #rows(from: number, to: number): Promise<Row[]> {
    const { size } = rowLayout;
    const bytes = await this.#rowBytes(from, to);
    return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) =>
      rowLayout.read(bytes, i * size),
    );
  }

  /** The row of a transaction; undefined when it is not in this log file. */
  async find(tx: number): Promise<Row | undefined> {
    const { firstTx, lastTx } = this.meta;
    if (firstTx === undefined || lastTx === undefined || tx < firstTx || tx > lastTx)
      return undefined;
    // Ids are consecutive within a log file.
    return (await this.#rows(tx - firstTx, tx - firstTx + 1))[0];
  }

  /**
   * Matching transactions below `before`, newest first.
   * @param limit at most so many
   */
  async newest(
    filter: TransactionFilter,
    before: number,
    limit: number,
  ): Promise<TransactionSummary[]> {
    const { firstTx, lastTx } = this.meta;
    if (firstTx === undefined || lastTx === undefined || before <= firstTx) return [];
    const rows = await this.#matching(filter, Math.min(before - 1, lastTx), firstTx, limit);
    return Promise.all(rows.map((row) => this.#summary(row)));
  }

  async #matching(
    filter: TransactionFilter,
    highest: number,
    firstTx: number,
    limit: number,
  ): Promise<Row[]> {
    const found: Row[] = [];
    const top = Math.min(highest, filter.lastTx ?? highest) - firstTx;
    const bottom = Math.max(0, (filter.firstTx ?? firstTx) - firstTx);
    const [key, ...others] = keysOf(filter);
    if (key !== undefined) {
      const alsoIn: Set<number>[] = [];
      for (const other of others) alsoIn.push(new Set(await this.#all(other, top, bottom)));
      const row = rowLayout.view();
      let block = -1;
      for await (const rows of this.#touching(key, top, bottom)) {
        for (const number of rows) {
          if (!alsoIn.every((also) => also.has(number))) continue;
          const place = number % ROWS_AT_ONCE;
          if (block !== number - place) {
            block = number - place; // those that come next are likely to be in it too
            row.buffer = await this.#rowBytes(block, block + ROWS_AT_ONCE);
          }
          row.at = place * rowLayout.size;
          if (matches(row, filter)) found.push(rowLayout.read(row.buffer, row.at));
          if (found.length >= limit) return found;
        }
      }
      return found;
    }
    const { size } = rowLayout;
    const row = rowLayout.view();
    let many = ROWS_AT_ONCE;
    for (let to = top + 1; to > bottom && found.length < limit; ) {
      const from = Math.max(bottom, to - many);
      row.buffer = await this.#rowBytes(from, to);
      for (row.at = (to - from - 1) * size; row.at >= 0 && found.length < limit; row.at -= size)
        if (matches(row, filter)) found.push(rowLayout.read(row.buffer, row.at));
      to = from;
      many = Math.min(many * 2, MOST_ROWS_AT_ONCE); // a long way to go, then
    }
    return found;
  }

  async #all(key: number, top: number, bottom: number): Promise<number[]> {
    const all: number[] = [];
    for await (const rows of this.#touching(key, top, bottom)) all.push(...rows);
    return all;
  }

  /** Rows from `top` down to `bottom` that touched an entity, piece by piece as they are asked for. */
  async *#touching(key: number, top: number, bottom: number): AsyncGenerator<number[]> {
    const { runs } = this.meta;
    let start = runs.reduce((sum, length) => sum + length, 0);
    for (let run = runs.length - 1; run >= 0; run--) {
      const length = runs[run] as number;
      start -= length;
      let to = await this.#firstAbove(start, length, key, top);
      while (to > 0) {
        const from = Math.max(0, to - ROWS_AT_ONCE);
        const bytes = await this.#source(
          "postings",
          (start + from) * POSTING_BYTES,
          (to - from) * POSTING_BYTES,
        );
        const rows: number[] = [];
        for (let at = bytes.length - POSTING_BYTES; at >= 0; at -= POSTING_BYTES) {
          const posting = postingAt(bytes, at);
          if (posting.key !== key || posting.row < bottom) break;
          rows.push(posting.row);
        }
        yield rows;
        to = rows.length < to - from ? 0 : from;
      }
    }
  }

  /** Number of postings in a run that lie at or below a key and row. */
  async #firstAbove(start: number, length: number, key: number, row: number): Promise<number> {
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const posting = await this.#posting(start + middle);
      if (posting.key < key || (posting.key === key && posting.row <= row)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  async #posting(n: number): Promise<{ key: number; row: number }> {
    return postingAt(await this.#source("postings", n * POSTING_BYTES, POSTING_BYTES), 0);
  }

  async #summary(row: Row): Promise<TransactionSummary> {
    const { size } = tokenLayout;
    const bytes =
      row.tokensCount === 0
        ? Buffer.alloc(0)
        : await this.#source("tokens", row.tokensFrom * size, row.tokensCount * size);
    const byToken: ByToken[] = [];
    for (let at = 0; at + size <= bytes.length; at += size) {
      const { kind, id, created, deleted } = tokenLayout.read(bytes, at);
      byToken.push({ kind: TOKEN_KINDS[kind] ?? "label", id, created, deleted });
    }
    return { ...summaryOfRow(row), byToken };
  }

  /** Sums over the transactions above `tx`. */
  async sumAbove(tx: number): Promise<SumOfTransactions> {
    const sum = emptySum();
    const { firstTx, rows: count } = this.meta;
    if (firstTx === undefined) return sum;
    const { size } = rowLayout;
    const at = rowLayout.view();
    for (let from = Math.max(0, tx + 1 - firstTx); from < count; from += ROWS_AT_ONCE * 8) {
      const to = Math.min(count, from + ROWS_AT_ONCE * 8);
      at.buffer = await this.#source("rows", from * size, (to - from) * size);
      for (at.at = 0; at.at + size <= at.buffer.length; at.at += size) addRow(sum, at);
    }
    return sum;
  }
}

export interface SumOfTransactions {
  transactions: number;
  nodes: TransactionSummary["nodes"];
  relationships: TransactionSummary["relationships"];
  properties: TransactionSummary["properties"];
}

export const emptySum = (): SumOfTransactions => ({
  transactions: 0,
  nodes: { created: 0, changed: 0, deleted: 0 },
  relationships: { created: 0, changed: 0, deleted: 0 },
  properties: { created: 0, changed: 0, deleted: 0 },
});

function addRow(sum: SumOfTransactions, row: Readonly<Row>): void {
  sum.transactions++;
  sum.nodes.created += row.nodesCreated;
  sum.nodes.changed += row.nodesChanged;
  sum.nodes.deleted += row.nodesDeleted;
  sum.relationships.created += row.relationshipsCreated;
  sum.relationships.changed += row.relationshipsChanged;
  sum.relationships.deleted += row.relationshipsDeleted;
  sum.properties.created += row.propertiesCreated;
  sum.properties.changed += row.propertiesChanged;
  sum.properties.deleted += row.propertiesDeleted;
}

function postingAt(bytes: Buffer, at: number): { key: number; row: number } {
  const low = u32(bytes, at + 4);
  return {
    key: u32(bytes, at) * 256 + Math.floor(low / MAX_ROWS),
    row: low % MAX_ROWS,
  };
}
