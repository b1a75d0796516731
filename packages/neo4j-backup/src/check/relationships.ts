/** The pass over the relationship store: ends, types, links, properties, and counts. */
import { NO_ID } from "../bytes/layout.ts";
import type { RecordViews } from "../store/record-fields.ts";
import { hasBit } from "./bits.ts";
import { DIRECTION, FIRST } from "./chain-sums.ts";
import type { CheckThread } from "./check-thread.ts";
import type { At } from "./findings.ts";
import { PairCounter, type PairCounts } from "./pair-counter.ts";
import type { Pass } from "./pass.ts";
import type { Scan } from "./thread-files.ts";

export interface RelationshipsResult {
  relationships: number;
  properties: number;
  /** By number of a label set and type. */
  starts: PairCounts;
  ends: PairCounts;
}

type View = RecordViews["relationships"];
export type Side = "first" | "second";

export class RelationshipsPass implements Pass {
  readonly #thread: CheckThread;
  readonly #records: Scan<View>;
  readonly #starts = new PairCounter();
  readonly #ends = new PairCounter();
  #relationships = 0;

  constructor(thread: CheckThread) {
    this.#thread = thread;
    this.#records = thread.files.scan("relationships");
  }

  range(from: number, to: number): void {
    const { plan, properties, report } = this.#thread;
    const { labelSets } = plan.memory;
    const types = plan.tokens.relationshipType;
    this.#records.scan(from, to, (view, id) => {
      if (!view.inUse) return;
      this.#relationships++;
      const { first, second, type, nextProp } = view;
      if (type >= plan.tokenCounts.relationshipType || !hasBit(types, type))
        report.add("relationship-type-unknown", { store: "relationships", id }, { value: type });
      const hasFirst = this.#isNode(id, "first", first);
      const hasSecond = this.#isNode(id, "second", second);
      this.#starts.add(hasFirst ? (labelSets[first] as number) : 0, type);
      this.#ends.add(hasSecond ? (labelSets[second] as number) : 0, type);
      if (first === second) {
        if (hasFirst) this.#loop(view, id, first, type);
      } else {
        if (hasFirst) this.#first(view, id, first, type);
        if (hasSecond) this.#second(view, id, second, type);
      }
      if (nextProp === NO_ID) properties.none();
      else properties.follow(nextProp, "relationships", id);
      if (plan.demandedByType.size > 0) this.#demand(id, type);
    });
  }

  #isNode(id: number, value: Side, node: number): boolean {
    const { plan, report } = this.#thread;
    if (node >= 0 && node < plan.stores.nodes.count && hasBit(plan.memory.nodeInUse, node))
      return true;
    const other: At = { store: "nodes", id: node };
    report.add("relationship-node-not-in-use", { store: "relationships", id }, { other, value });
    return false;
  }

  #first(view: View, id: number, node: number, type: number): void {
    const chain = this.#thread.links.chain(node, type, DIRECTION.out);
    this.#side(id, node, chain, view.isFirstInFirst, view.firstPrevious, view.firstNext, "first");
  }

  #second(view: View, id: number, node: number, type: number): void {
    const chain = this.#thread.links.chain(node, type, DIRECTION.in);
    const { isFirstInSecond, secondPrevious, secondNext } = view;
    this.#side(id, node, chain, isFirstInSecond, secondPrevious, secondNext, "second");
  }

  /** Both sides of a relationship of a node with itself are the same place in the same chain. */
  #loop(view: View, id: number, node: number, type: number): void {
    const { isFirstInFirst, firstPrevious, firstNext } = view;
    // of the first in a chain that is the chain's length, which Neo4j does not keep alike
    const isSamePlace = isFirstInFirst || firstPrevious === view.secondPrevious;
    if (!isSamePlace || isFirstInFirst !== view.isFirstInSecond || firstNext !== view.secondNext)
      this.#thread.report.add("relationship-loop-sides-differ", { store: "relationships", id });
    const chain = this.#thread.links.chain(node, type, DIRECTION.loop);
    this.#side(id, node, chain, isFirstInFirst, firstPrevious, firstNext, "first");
  }

  #side(
    id: number,
    node: number,
    chain: number,
    isFirst: boolean,
    previous: number,
    next: number,
    side: Side,
  ): void {
    const { links, report } = this.#thread;
    links.previous(node, isFirst ? FIRST : previous, id, chain);
    links.counts(node, chain, isFirst ? previous : 0);
    if (next === NO_ID || links.next(node, id, next, chain)) return;
    report.add(
      "relationship-next-not-in-use",
      { store: "relationships", id },
      { other: { store: "relationships", id: next }, value: side },
    );
  }

  #demand(id: number, type: number): void {
    const { plan, properties, report } = this.#thread;
    for (const key of plan.demandedByType.get(type) ?? [])
      if (!properties.has(key))
        report.add("relationship-property-missing", { store: "relationships", id }, { value: key });
  }

  result(): RelationshipsResult {
    return {
      relationships: this.#relationships,
      properties: this.#thread.properties.takeCount(),
      starts: this.#starts.counts(),
      ends: this.#ends.counts(),
    };
  }
}
