/** Values that span records: strings, arrays, label lists, names, schema rules. */
import { NO_ID } from "../bytes/layout.ts";
import { CycleGuard } from "../store/dynamic-records.ts";
import type { DynamicView } from "../store/record-fields.ts";
import { recordFormat } from "../store/record-formats.ts";
import type { StoreName } from "../store/records.ts";
import { type Bits, testAndSetBit } from "./bits.ts";
import type { At, Reporter } from "./findings.ts";
import type { CheckPlan } from "./plan.ts";
import type { AnyRecords } from "./thread-files.ts";

/** Longer values are followed, but not read. */
const MAX_READ_BYTES = 64 * 1024 * 1024;

const HEAD_BYTES = 16;

/** Neo4j takes a record for unused when any other of the upper bits is set. */
export const isDynamicInUse = (view: Pick<DynamicView, "inUse" | "spare">): boolean =>
  view.inUse && view.spare === 0;

export class DynamicChains {
  readonly store: StoreName;
  readonly #pages: AnyRecords<DynamicView>;
  readonly #reached: Bits;
  readonly #report: Reporter;
  /** Bytes before the data of a record. */
  readonly #headerBytes: number;
  /** What the last chain said of its length. */
  lengthBytes = 0;

  constructor(
    store: StoreName,
    pages: AnyRecords<DynamicView>,
    plan: Pick<CheckPlan, "records">,
    reached: Bits,
    report: Reporter,
  ) {
    this.store = store;
    this.#pages = pages;
    this.#headerBytes = recordFormat(plan.records).dynamicHeader.size;
    this.#reached = reached;
    this.#report = report;
  }

  /**
   * Follows a chain, marks its records as reached and reports what is wrong with it.
   * @param owner what refers to it
   * @returns whether it is sound
   */
  follow(first: number, owner: At): boolean {
    return this.#walk(first, owner, undefined);
  }

  /** The same, and gives the value. @returns undefined when the chain is damaged */
  read(first: number, owner: At): Buffer | undefined {
    const pieces: Buffer[] = [];
    if (!this.#walk(first, owner, pieces)) return undefined;
    return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
  }

  /** Gives a value without marking or reporting. @returns undefined when the chain is damaged */
  peek(first: number, maxBytes = MAX_READ_BYTES): Buffer | undefined {
    const pieces: Buffer[] = [];
    const guard = new CycleGuard();
    let total = 0;
    for (let id = first; id !== NO_ID; ) {
      const view = this.#pages.at(id);
      if (!view || !isDynamicInUse(view) || id === 0 || guard.returnsTo(id)) return undefined;
      const { length, next } = view;
      if (length > this.#pages.recordBytes - this.#headerBytes) return undefined;
      total += length;
      if (total > maxBytes) return undefined;
      const from = view.at + this.#headerBytes;
      pieces.push(Buffer.from(view.buffer.subarray(from, from + length)));
      id = next;
    }
    return Buffer.concat(pieces);
  }

  /** The first bytes of a value whose first record is sound. */
  head(first: number): Buffer | undefined {
    const view = this.#pages.at(first);
    if (!view) return undefined;
    const from = view.at + this.#headerBytes;
    return view.buffer.subarray(from, from + Math.min(HEAD_BYTES, view.length));
  }

  #walk(first: number, owner: At, pieces: Buffer[] | undefined): boolean {
    let isSound = true;
    let total = 0;
    let before = NO_ID;
    let id = first;
    // a chain that returns meets a record that it has reached itself
    while (id !== NO_ID) {
      const from = before === NO_ID ? owner : { store: this.store, id: before };
      const view = id === 0 ? undefined : this.#pages.at(id);
      if (!view || !isDynamicInUse(view))
        return this.#bad("dynamic-not-in-use", id, { other: from });
      const { isContinuation, length, next } = view;
      if (isContinuation !== (before !== NO_ID))
        return this.#bad(
          before === NO_ID ? "dynamic-begins-with-continuation" : "dynamic-continues-with-first",
          id,
          { other: from },
        );
      if (testAndSetBit(this.#reached, id))
        return this.#bad("dynamic-used-twice", id, { other: from });
      if (!this.#isLengthSound(id, length, next)) isSound = false;
      total += length;
      if (pieces && isSound && total <= MAX_READ_BYTES) {
        const at = view.at + this.#headerBytes;
        pieces.push(Buffer.from(view.buffer.subarray(at, at + length)));
      }
      before = id;
      id = next;
    }
    this.lengthBytes = total;
    return isSound;
  }

  #isLengthSound(id: number, length: number, next: number): boolean {
    const room = this.#pages.recordBytes - this.#headerBytes;
    if (length > room) return this.#bad("dynamic-length-wrong", id, { value: length });
    if (length === 0) return this.#bad("dynamic-empty", id);
    if (next !== NO_ID && length < room)
      return this.#bad("dynamic-not-full", id, { value: length });
    return true;
  }

  /** Checks one record in use that nothing leads to, where such are legal; not those that it leads to. */
  loose(id: number): void {
    const view = this.#pages.at(id);
    if (!view) return;
    const { length, next } = view;
    this.#isLengthSound(id, length, next);
    if (next === NO_ID) return;
    const following = next === 0 ? undefined : this.#pages.at(next);
    if (!following || !isDynamicInUse(following))
      this.#bad("dynamic-not-in-use", next, { other: { store: this.store, id } });
  }

  #bad(
    kind: Parameters<Reporter["add"]>[0],
    id: number,
    detail?: Parameters<Reporter["add"]>[2],
  ): false {
    this.#report.add(kind, { store: this.store, id }, detail);
    return false;
  }
}
