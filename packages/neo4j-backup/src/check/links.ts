/** Adds the ends of links to the sums of chain-sums. */
import { hasBit } from "./bits.ts";
import { chainOf, chainWeight, FIRST, linkHash, ONE_CHAIN } from "./chain-sums.ts";
import type { CheckPlan } from "./plan.ts";

export class Links {
  readonly #sums: Int32Array;
  readonly #nodeSums: Int32Array;
  readonly #dense: Int32Array;
  readonly #relationships: number;

  constructor({ memory, stores }: CheckPlan) {
    this.#sums = memory.chainSums;
    this.#nodeSums = memory.nodeSums;
    this.#dense = memory.nodeIsDense;
    this.#relationships = stores.relationships.count;
  }

  /** A node or a group says that a chain begins with `to`. @returns false when there is no such record */
  begins(node: number, to: number, chain: number): boolean {
    if (to >= this.#relationships) return false;
    Atomics.add(this.#sums, to, linkHash(node, FIRST, chain));
    return true;
  }

  /** Relationship `from` says that `to` comes next. @returns false when there is no such record */
  next(node: number, from: number, to: number, chain: number): boolean {
    if (to >= this.#relationships) return false;
    Atomics.add(this.#sums, to, linkHash(node, from, chain));
    return true;
  }

  /** Relationship `to` says what comes before it. @param before a relationship or FIRST */
  previous(node: number, before: number, to: number, chain: number): void {
    Atomics.sub(this.#sums, to, linkHash(node, before, chain));
  }

  /** A relationship that names the node. @param length what it says of its chain's length, else 0 */
  counts(node: number, chain: number, length: number): void {
    Atomics.add(this.#nodeSums, node, Math.imul(1 - (length | 0), chainWeight(chain)));
  }

  /** The chain of a node that a relationship is in. */
  chain(node: number, type: number, direction: number): number {
    return hasBit(this.#dense, node) ? chainOf(type, direction) : ONE_CHAIN;
  }
}
