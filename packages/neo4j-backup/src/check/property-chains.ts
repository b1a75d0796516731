/** Chains of property records: links, owners, keys and the values in them. */
import { NO_ID } from "../bytes/layout.ts";
import { PROPERTY_TYPE } from "../store/property-values.ts";
import { BLOCKS_AT, BLOCKS_BYTES } from "../store/record-fields.ts";
import { hasBit, testAndSetBit } from "./bits.ts";
import { blockHead, headKey, headLongs, headReference, LONG_BYTES } from "./block-heads.ts";
import type { DynamicChains } from "./dynamic-chains.ts";
import { type At, GRAPH, type Reporter } from "./findings.ts";
import type { CheckPlan } from "./plan.ts";
import type { RecordsOf } from "./thread-files.ts";

const MAX_ARRAY_CODE = 9;
/** Arrays of points and of temporal values: where the array of numbers begins that they are kept as. */
const INNER_HEAD_AT: Readonly<Record<number, number>> = {
  [PROPERTY_TYPE.point]: 6,
  [PROPERTY_TYPE.temporal]: 2,
};
const MAX_ITEM_BITS = 64;

export interface ValueStores {
  strings: DynamicChains;
  arrays: DynamicChains;
}

export class PropertyChains {
  readonly #plan: CheckPlan;
  readonly #pages: RecordsOf<"properties">;
  readonly #values: ValueStores;
  readonly #report: Reporter;
  /** By key: the number of the owner that had it last. */
  readonly #lastOwner: Uint32Array;
  readonly #head = blockHead.view();
  #owner = 0;
  #count = 0;

  constructor(
    plan: CheckPlan,
    pages: RecordsOf<"properties">,
    values: ValueStores,
    report: Reporter,
  ) {
    this.#plan = plan;
    this.#pages = pages;
    this.#values = values;
    this.#report = report;
    this.#lastOwner = new Uint32Array(plan.tokenCounts.propertyKey);
  }

  /** Follows the chain of one owner. @param id of the owner; -1 for the graph */
  follow(first: number, store: "nodes" | "relationships", id: number): void {
    this.#nextOwner();
    const reached = this.#plan.memory.reached.properties;
    let before = NO_ID;
    let at = first;
    while (at !== NO_ID) {
      const view = this.#pages.at(at);
      if (!view || !this.#isInUse(view.buffer, view.at + BLOCKS_AT)) {
        this.#bad("property-not-in-use", at, before, store, id);
        return;
      }
      const { previous, next } = view;
      if (previous !== before) {
        const kind = before === NO_ID ? "property-not-first" : "property-not-back";
        this.#bad(kind, at, before, store, id, previous === NO_ID ? "none" : previous);
      }
      if (testAndSetBit(reached, at)) {
        const kind = this.#isOwn(first, at, before)
          ? "property-chain-cycle"
          : "property-used-twice";
        this.#bad(kind, at, kind === "property-chain-cycle" ? NO_ID : before, store, id);
        return;
      }
      this.#blocks(view.buffer, view.at + BLOCKS_AT, at, store, id);
      before = at;
      at = next;
    }
  }

  #isInUse(buffer: Buffer, at: number): boolean {
    this.#head.buffer = buffer;
    this.#head.at = at;
    return this.#head.type !== 0;
  }

  /** Whether the owner that was followed last has this key. */
  has(key: number): boolean {
    return this.#lastOwner[key] === this.#owner;
  }

  /** Properties that were read since the last call. */
  takeCount(): number {
    const count = this.#count;
    this.#count = 0;
    return count;
  }

  /** For an owner without properties, so that `has` is of it. */
  none(): void {
    this.#nextOwner();
  }

  #nextOwner(): void {
    this.#owner++;
    if (this.#owner === 0xffff_ffff) {
      this.#lastOwner.fill(0);
      this.#owner = 1;
    }
  }

  /** @param from first byte of the blocks in `buffer` */
  #blocks(buffer: Buffer, from: number, record: number, store: At["store"], owner: number): void {
    const end = from + BLOCKS_BYTES;
    const head = this.#head;
    head.buffer = buffer;
    for (let at = from; at < end; ) {
      head.at = at;
      const { type } = head;
      if (type === 0) return;
      this.#count++;
      this.#key(headKey(head), record, store, owner);
      const longs = type > this.#plan.lastBlockType ? 0 : headLongs(head);
      if (longs === 0) {
        this.#shapeless(type, record);
        return;
      }
      at += longs * LONG_BYTES;
      if (at > end) {
        this.#report.add("property-blocks-too-long", { store: "properties", id: record });
        return;
      }
      if (type === PROPERTY_TYPE.stringReference)
        this.#values.strings.follow(headReference(head), { store: "properties", id: record });
      else if (type === PROPERTY_TYPE.arrayReference) this.#array(headReference(head), record);
    }
  }

  #shapeless(type: number, record: number): void {
    if (type === PROPERTY_TYPE.shortString) this.#unreadable(record, "a short string");
    else if (type === PROPERTY_TYPE.shortArray) this.#unreadable(record, "a short array");
    else
      this.#report.add(
        "property-type-unknown",
        { store: "properties", id: record },
        { value: type },
      );
  }

  #unreadable(record: number, value: string): void {
    this.#report.add("property-value-unreadable", { store: "properties", id: record }, { value });
  }

  #array(first: number, record: number): void {
    const at = { store: "properties", id: record } as const;
    const { arrays } = this.#values;
    if (!arrays.follow(first, at)) return;
    const head = arrays.head(first);
    if (!head || !isArrayHead(head, arrays.lengthBytes, this.#plan.lastBlockType))
      this.#report.add("array-unreadable", { store: "arrays", id: first }, { other: at });
  }

  #key(key: number, record: number, store: At["store"], owner: number): void {
    const at = { store: "properties", id: record } as const;
    if (key >= this.#plan.tokenCounts.propertyKey || !hasBit(this.#plan.tokens.propertyKey, key)) {
      this.#report.add("property-key-unknown", at, { value: key });
      return;
    }
    if (this.#lastOwner[key] === this.#owner)
      this.#report.add("property-key-twice", at, { other: { store, id: owner }, value: key });
    this.#lastOwner[key] = this.#owner;
  }

  /** Whether the chain reached a record itself, before `until`. */
  #isOwn(first: number, record: number, until: number): boolean {
    if (until === NO_ID) return false;
    for (let id = first; id !== NO_ID; id = this.#pages.at(id)?.next ?? NO_ID) {
      if (id === record) return true;
      if (id === until) return false;
    }
    return false;
  }

  #bad(
    kind: Parameters<Reporter["add"]>[0],
    record: number,
    before: number,
    store: At["store"],
    owner: number,
    value?: string | number,
  ): void {
    const refers: At = owner < 0 ? GRAPH : { store, id: owner };
    const other: At = before === NO_ID ? refers : { store: "properties", id: before };
    this.#report.add(
      kind,
      { store: "properties", id: record },
      value === undefined ? { other } : { other, value },
    );
  }
}

function isArrayHead(head: Buffer, lengthBytes: number, lastBlockType: number): boolean {
  const code = head[0] ?? 0;
  const inner = code <= lastBlockType ? INNER_HEAD_AT[code] : undefined;
  if (inner !== undefined) {
    const numbers = head.subarray(inner);
    const isNumbers = numbers[0] === PROPERTY_TYPE.long || numbers[0] === PROPERTY_TYPE.double;
    return isNumbers && isArrayHead(numbers, lengthBytes - inner, lastBlockType);
  }
  if (code < 1 || code > MAX_ARRAY_CODE) return false;
  if (code === MAX_ARRAY_CODE) return lengthBytes >= 5;
  return lengthBytes >= 3 && (head[1] ?? 99) <= 8 && (head[2] ?? 99) <= MAX_ITEM_BITS;
}
