/** Looks at the records around one relationship: what exactly is wrong with its links. */
import { NO_ID } from "../bytes/layout.ts";
import { CycleGuard } from "../store/dynamic-records.ts";
import type { RecordViews } from "../store/record-fields.ts";
import { hasBit } from "./bits.ts";
import { chainOf, DIRECTION, ONE_CHAIN } from "./chain-sums.ts";
import type { CheckThread } from "./check-thread.ts";
import type { At } from "./findings.ts";
import type { Side } from "./relationships.ts";

type View = RecordViews["relationships"];

/** One end of a relationship as a value. */
export interface End {
  side: Side;
  node: number;
  chain: number;
  isFirst: boolean;
  previous: number;
  next: number;
}

export class Neighbours {
  readonly #thread: CheckThread;

  constructor(thread: CheckThread) {
    this.#thread = thread;
  }

  /** The ends of a relationship: two, or one when it joins a node with itself. */
  ends(view: View): End[] {
    const { first, second, type } = view;
    const isLoop = first === second;
    const { firstPrevious, firstNext, secondPrevious, secondNext } = view;
    const one: End = {
      side: "first",
      node: first,
      chain: this.#chain(first, type, isLoop ? DIRECTION.loop : DIRECTION.out),
      isFirst: view.isFirstInFirst,
      previous: firstPrevious,
      next: firstNext,
    };
    if (isLoop) return [one];
    const other: End = {
      side: "second",
      node: second,
      chain: this.#chain(second, type, DIRECTION.in),
      isFirst: view.isFirstInSecond,
      previous: secondPrevious,
      next: secondNext,
    };
    return [one, other];
  }

  #chain(node: number, type: number, direction: number): number {
    const { plan, links } = this.#thread;
    return node >= 0 && node < plan.stores.nodes.count
      ? links.chain(node, type, direction)
      : ONE_CHAIN;
  }

  /** The end of relationship `id` at `node`; `undefined` when it is not in use, `null` when it is elsewhere. */
  endAt(id: number, node: number): End | null | undefined {
    const view = this.#thread.files.records("relationships").at(id);
    if (!view?.inUse) return undefined;
    return this.ends(view).find((end) => end.node === node) ?? null;
  }

  isNode(node: number): boolean {
    const { memory, stores } = this.#thread.plan;
    return node >= 0 && node < stores.nodes.count && hasBit(memory.nodeInUse, node);
  }

  /** Reports what is wrong with one end of a relationship in use. @returns the number of findings */
  look(id: number, end: End): number {
    if (!this.isNode(end.node)) return 0;
    return this.#next(id, end) + (end.isFirst ? this.#isBegun(id, end) : this.#previous(id, end));
  }

  #next(id: number, end: End): number {
    if (end.next === NO_ID) return 0;
    const found = this.endAt(end.next, end.node);
    if (found === undefined) {
      // one behind the end of the file was reported when it was met
      if (end.next >= this.#thread.plan.stores.relationships.count) return 1;
      return this.#bad("relationship-next-not-in-use", id, end, end.next);
    }
    if (found === null) return this.#bad("relationship-next-of-other-node", id, end, end.next);
    if (found.isFirst || found.previous !== id)
      return this.#bad("relationship-next-not-back", id, end, end.next);
    if (found.chain !== end.chain)
      return this.#bad("relationship-next-of-other-chain", id, end, end.next);
    return 0;
  }

  #previous(id: number, end: End): number {
    const found = this.endAt(end.previous, end.node);
    if (found === undefined)
      return this.#bad("relationship-previous-not-in-use", id, end, end.previous);
    if (found === null)
      return this.#bad("relationship-previous-of-other-node", id, end, end.previous);
    if (found.next !== id)
      return this.#bad("relationship-previous-not-back", id, end, end.previous);
    return 0;
  }

  #isBegun(id: number, end: End): number {
    if (this.#begins(end.node, end.chain) === id) return 0;
    this.#thread.report.add(
      "relationship-not-first",
      { store: "relationships", id },
      { other: { store: "nodes", id: end.node }, value: end.side },
    );
    return 1;
  }

  /** With which relationship a chain of a node begins. */
  #begins(node: number, chain: number): number {
    const view = this.#thread.files.records("nodes").at(node);
    if (!view) return NO_ID;
    if (!view.isDense) return view.nextRel;
    const guard = new CycleGuard();
    for (let id = view.nextRel; id > 0 && !guard.returnsTo(id); ) {
      const group = this.#thread.files.records("groups").at(id);
      if (!group?.inUse) return NO_ID;
      const { type, firstOut, firstIn, firstLoop, next } = group;
      const firsts = [firstOut, firstIn, firstLoop];
      const direction = firsts.findIndex((_, i) => chainOf(type, i) === chain);
      if (direction >= 0) return firsts[direction] as number;
      id = next;
    }
    return NO_ID;
  }

  #bad(kind: Parameters<CheckThread["report"]["add"]>[0], id: number, end: End, to: number): 1 {
    const other: At = { store: "relationships", id: to };
    this.#thread.report.add(kind, { store: "relationships", id }, { other, value: end.side });
    return 1;
  }
}
