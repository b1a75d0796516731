/** The pass that is made only when sums are not 0: it names what is wrong with the chains there. */
import { NO_ID } from "../bytes/layout.ts";
import { CycleGuard } from "../store/dynamic-records.ts";
import type { RecordViews } from "../store/record-fields.ts";
import { hasBit } from "./bits.ts";
import { chainOf, chainWeight, DIRECTION, DIRECTION_NAMES, ONE_CHAIN } from "./chain-sums.ts";
import type { CheckThread } from "./check-thread.ts";
import type { At } from "./findings.ts";
import { Neighbours } from "./neighbours.ts";
import { CHUNK_RECORDS, type Pass } from "./pass.ts";
import type { Scan } from "./thread-files.ts";

/** Relationships looked at one by one, and members of chains kept; what is beyond is only counted. */
const MAX_LOOKS = 200_000;
const MAX_MEMBERS = 1_000_000;

export interface LinksResult {
  looks: number;
}

/** Where a chain begins, and how its owner is called. */
interface Beginning {
  at: At;
  node: number;
  first: number;
  chain: number;
  /** Of a group. */
  direction?: string;
}

/** First over all nodes, then over all relationships: for these it needs what it gathered about those. */
export class LinksPass implements Pass {
  readonly #thread: CheckThread;
  readonly #near: Neighbours;
  readonly #nodes: Scan<RecordViews["nodes"]>;
  readonly #relationships: Scan<RecordViews["relationships"]>;
  readonly #nodeTurns: number;
  /** By node whose sum is not 0 and whose chains can be walked: the relationships in them. */
  readonly #members = new Map<number, Set<number>>();
  #memberCount = 0;
  #looks = 0;

  constructor(thread: CheckThread) {
    this.#thread = thread;
    this.#near = new Neighbours(thread);
    this.#nodes = thread.files.scan("nodes");
    this.#relationships = thread.files.scan("relationships");
    const { count } = thread.plan.stores.nodes;
    this.#nodeTurns = Math.ceil(count / CHUNK_RECORDS) * CHUNK_RECORDS;
  }

  /** Ids of relationships begin where the last turn of nodes ended. */
  range(from: number, to: number): void {
    const skip = this.#nodeTurns;
    if (from < skip)
      this.#nodes.scan(from, to, (view, id) => {
        if (view.inUse) this.#node(id, view.isDense, view.nextRel);
      });
    else
      this.#relationships.scan(from - skip, to - skip, (view, id) => {
        if (view.inUse) this.#relationship(view, id);
      });
  }

  result(): LinksResult {
    return { looks: this.#looks };
  }

  #node(id: number, isDense: boolean, nextRel: number): void {
    const isOff = this.#thread.plan.memory.nodeSums[id] !== 0;
    const begun = isDense ? this.#groups(id, nextRel) : this.#single(id, nextRel);
    if (!isOff && begun.every(({ first }) => !this.#isSuspect(first))) return;
    if (this.#looks >= MAX_LOOKS) return;
    const members = isOff && this.#memberCount < MAX_MEMBERS ? new Set<number>() : undefined;
    let explained: number | undefined = 0;
    for (const one of begun) {
      const left = this.#walk(one, members);
      explained =
        left === undefined || explained === undefined ? undefined : (explained + left) | 0;
    }
    // where the lengths alone explain the sum, the chains hold every relationship that names the node
    if (!members || explained === undefined) return;
    if (explained === this.#thread.plan.memory.nodeSums[id]) return;
    this.#looks++;
    this.#members.set(id, members);
    this.#memberCount += members.size;
  }

  #single(node: number, first: number): Beginning[] {
    if (first === NO_ID) return [];
    return [{ at: { store: "nodes", id: node }, node, first, chain: ONE_CHAIN }];
  }

  #groups(node: number, firstGroup: number): Beginning[] {
    const found: Beginning[] = [];
    const guard = new CycleGuard();
    for (let id = firstGroup; id > 0 && !guard.returnsTo(id); ) {
      const view = this.#thread.files.records("groups").at(id);
      if (!view?.inUse) break;
      const { type, next } = view;
      const at: At = { store: "groups", id };
      [view.firstOut, view.firstIn, view.firstLoop].forEach((first, direction) => {
        if (first === NO_ID) return;
        const chain = chainOf(type, direction);
        const name = DIRECTION_NAMES[direction] as string;
        found.push({ at, node, first, chain, direction: name });
      });
      id = next;
    }
    return found;
  }

  #isSuspect(relationship: number): boolean {
    return this.#thread.plan.memory.chainSums[relationship] !== 0;
  }

  /** @returns what the length that it holds leaves in the node's sum; undefined when it does not end */
  #walk(begun: Beginning, members: Set<number> | undefined): number | undefined {
    const { at, node, first, chain, direction } = begun;
    const prefix = direction ? "group" : "node";
    const { report } = this.#thread;
    const told = (id: number, value?: string) => ({
      other: { store: "relationships", id } as At,
      ...(value ? { value } : direction ? { value: direction } : {}),
    });
    const end = this.#near.endAt(first, node);
    const isInFile = first < this.#thread.plan.stores.relationships.count;
    if (end === undefined) {
      if (isInFile) report.add(`${prefix}-first-relationship-not-in-use`, at, told(first));
      return undefined;
    }
    if (end === null) {
      report.add(`${prefix}-first-relationship-of-other-node`, at, told(first));
      return undefined;
    }
    if (end.chain !== chain && direction)
      report.add("group-first-relationship-of-other-chain", at, told(first));
    if (!end.isFirst) {
      report.add(`${prefix}-first-relationship-not-first`, at, told(first));
      return undefined;
    }
    const length = this.#lengthOf(begun, members);
    if (length === undefined) return undefined;
    if (isLengthWrong(end.previous, length, direction))
      report.add(`${prefix}-chain-length-wrong`, at, told(first, `${end.previous} and ${length}`));
    return Math.imul(length - (end.previous | 0), chainWeight(chain));
  }

  /** @returns undefined when the chain is broken or returns */
  #lengthOf({ at, node, first }: Beginning, members: Set<number> | undefined): number | undefined {
    const guard = new CycleGuard();
    let length = 0;
    for (let id = first; id !== NO_ID; length++) {
      if (guard.returnsTo(id)) {
        const kind = at.store === "groups" ? "group-chain-cycle" : "node-chain-cycle";
        this.#thread.report.add(kind, at, { other: { store: "relationships", id } });
        return undefined;
      }
      const end = this.#near.endAt(id, node);
      if (!end) return undefined;
      members?.add(id);
      id = end.next;
    }
    return length;
  }

  #relationship(view: RecordViews["relationships"], id: number): void {
    const { firstNext, secondNext, first, second } = view;
    const isNear =
      this.#isSuspect(id) ||
      (firstNext !== NO_ID && this.#isSuspect(firstNext)) ||
      (secondNext !== NO_ID && this.#isSuspect(secondNext));
    const missed = this.#members.size > 0 ? this.#missed(id, first, second) : [];
    for (const node of missed)
      this.#thread.report.add(
        "relationship-not-in-chain",
        { store: "relationships", id },
        { other: { store: "nodes", id: node } },
      );
    if (!isNear) return;
    if (this.#looks++ >= MAX_LOOKS) {
      this.#thread.report.add("relationship-chain-unclear", { store: "relationships", id });
      return;
    }
    for (const end of this.#near.ends(view)) this.#near.look(id, end);
  }

  /** The nodes whose chains it should be in, but is not. */
  #missed(id: number, ...nodes: number[]): number[] {
    return [...new Set(nodes)].filter(
      (node) => hasNode(this.#thread, node) && this.#members.get(node)?.has(id) === false,
    );
  }
}

const LENGTH_RANGE = 2 ** 35;

/**
 * Neo4j counts a loop twice when it is deleted, so the length of a node's one chain or of a chain of loops may
 * be too small, and even below 0; of the other chains of groups it is exact.
 */
function isLengthWrong(held: number, length: number, direction: string | undefined): boolean {
  if (held === length) return false;
  const signed = held >= LENGTH_RANGE / 2 ? held - LENGTH_RANGE : held;
  const isExact = direction !== undefined && direction !== DIRECTION_NAMES[DIRECTION.loop];
  return isExact || signed > length;
}

const hasNode = ({ plan }: CheckThread, node: number): boolean =>
  node >= 0 && node < plan.stores.nodes.count && hasBit(plan.memory.nodeInUse, node);
