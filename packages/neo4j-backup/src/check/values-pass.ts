/** The passes that prove uniqueness constraints against the data. */
import { NO_ID } from "../bytes/layout.ts";
import type { RecordViews } from "../store/record-fields.ts";
import type { CheckThread } from "./check-thread.ts";
import type { Pass, ValueSpec } from "./pass.ts";
import { CONTROL, type Uniqueness } from "./plan.ts";
import type { Scan } from "./thread-files.ts";
import { hashText, UniqueValues } from "./values.ts";

/** Values that may be equal, told by a round that has suspects. */
export interface Candidate {
  node: number;
  constraint: number;
  text: string;
}

/** Far more than anybody reads; the rest of a damaged store is counted by the findings themselves. */
const MAX_CANDIDATES = 100_000;
const MAX_TEXT = 1024;

/** Hashes the values of every node under a constraint, or tells those whose hash is among the suspects. */
export class ValuesPass implements Pass {
  readonly #thread: CheckThread;
  readonly #spec: ValueSpec;
  readonly #values: UniqueValues;
  readonly #records: Scan<RecordViews["nodes"]>;
  readonly #candidates: Candidate[] = [];

  constructor(thread: CheckThread, spec: ValueSpec) {
    this.#thread = thread;
    this.#spec = spec;
    this.#values = new UniqueValues(thread);
    this.#records = thread.files.scan("nodes");
  }

  range(from: number, to: number): void {
    const { plan } = this.#thread;
    const { labelSets } = plan.memory;
    const { constraintsOfSet } = this.#spec;
    this.#records.scan(from, to, (view, node) => {
      if (!view.inUse || view.nextProp === NO_ID) return;
      const constraints = constraintsOfSet.get(labelSets[node] as number);
      if (!constraints) return;
      const first = view.nextProp;
      for (const constraint of constraints) {
        const { keys } = plan.unique[constraint] as Uniqueness;
        const texts = keys.map((key) => this.#values.textOf(first, key));
        if (!texts.includes(undefined)) this.#value(node, constraint, texts.join("\0"));
      }
    });
  }

  #value(node: number, constraint: number, text: string): void {
    const { round, rounds, hashes, suspects } = this.#spec;
    const hash = hashText(text, constraint);
    if (suspects) {
      if (suspects.has(hash) && this.#candidates.length < MAX_CANDIDATES)
        this.#candidates.push({
          node,
          constraint,
          text: text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}#${hash}` : text,
        });
      return;
    }
    if (hash % rounds !== round) return;
    const place = Atomics.add(this.#thread.plan.memory.control, CONTROL.values, 1);
    // two rounds can share values a little unevenly, which the caller leaves room for
    if (place < hashes.length) hashes[place] = hash;
  }

  result(): Candidate[] {
    return this.#candidates;
  }
}

/** Sorts the hashes of a round. Runs as one chunk. */
export class DuplicatesPass implements Pass {
  readonly #thread: CheckThread;
  readonly #hashes: Float64Array;
  readonly #duplicates: number[] = [];

  constructor(thread: CheckThread, hashes: Float64Array) {
    this.#thread = thread;
    this.#hashes = hashes;
  }

  range(): void {
    const count = Atomics.load(this.#thread.plan.memory.control, CONTROL.values);
    const hashes = this.#hashes.subarray(0, count).sort();
    for (let i = 1; i < hashes.length; i++)
      if (hashes[i] === hashes[i - 1] && this.#duplicates.length < MAX_CANDIDATES)
        this.#duplicates.push(hashes[i] as number);
  }

  /** Hashes that are there more than once. */
  result(): number[] {
    return this.#duplicates;
  }
}
