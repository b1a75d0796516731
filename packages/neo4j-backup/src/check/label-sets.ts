/** The labels of nodes; nodes of the same labels share one number. */
import { decodeDynamicLabels, decodeLabelField, isDynamicLabels } from "../store/label-field.ts";
import { hasBit } from "./bits.ts";
import type { DynamicChains } from "./dynamic-chains.ts";
import type { Reporter } from "./findings.ts";
import { type CheckPlan, CONTROL } from "./plan.ts";

export interface LabelSet {
  /** Unique over all threads; two threads may have two numbers for the same labels. */
  number: number;
  labels: number[];
  nodes: number;
}

const NO_LABELS: LabelSet = { number: 0, labels: [], nodes: 0 };

export class LabelSets {
  readonly #plan: CheckPlan;
  readonly #chains: DynamicChains;
  readonly #report: Reporter;
  readonly #byField = new Map<number, LabelSet>();
  readonly #byLabels = new Map<string, LabelSet>();
  readonly #none: LabelSet = { ...NO_LABELS };

  constructor(plan: CheckPlan, chains: DynamicChains, report: Reporter) {
    this.#plan = plan;
    this.#chains = chains;
    this.#report = report;
  }

  /** Reads a node's label field, checks it and counts the node. */
  of(node: number, field: number): LabelSet {
    const set = this.#find(node, field);
    set.nodes++;
    return set;
  }

  #find(node: number, field: number): LabelSet {
    if (field === 0) return this.#none;
    if (isDynamicLabels(field)) return this.#named(this.#dynamic(node, field));
    const known = this.#byField.get(field);
    if (known) return known;
    const decoded = decodeLabelField(field);
    const labels = "labels" in decoded ? decoded.labels : [];
    const set = this.#named(labels);
    // only what is sound may be met again without a look
    if (this.#check(node, labels)) this.#byField.set(field, set);
    return set;
  }

  #dynamic(node: number, field: number): number[] {
    const at = { store: "nodes", id: node } as const;
    const decoded = decodeLabelField(field);
    const first = "firstDynamic" in decoded ? decoded.firstDynamic : 0;
    const value = this.#chains.read(first, at);
    if (!value) return [];
    const found = decodeDynamicLabels(value);
    const other = { store: "nodeLabels", id: first } as const;
    if (!found) {
      this.#report.add("node-labels-unreadable", at, { other });
      return [];
    }
    if (found.node !== node)
      this.#report.add("node-labels-of-other-node", at, { other, value: found.node });
    this.#check(node, found.labels);
    return found.labels;
  }

  #check(node: number, labels: readonly number[]): boolean {
    const at = { store: "nodes", id: node } as const;
    let isSound = true;
    let before = -1;
    let sorted = true;
    for (const label of labels) {
      if (label <= before) sorted = false;
      before = label;
      if (
        label >= 0 &&
        label < this.#plan.tokenCounts.label &&
        hasBit(this.#plan.tokens.label, label)
      )
        continue;
      this.#report.add("node-label-unknown", at, { value: label });
      isSound = false;
    }
    if (!sorted)
      this.#report.add("node-labels-not-sorted", at, { value: labels.slice(0, 20).join(", ") });
    return isSound && sorted;
  }

  #named(labels: number[]): LabelSet {
    if (labels.length === 0) return this.#none;
    const name = labels.join();
    let set = this.#byLabels.get(name);
    if (!set) {
      const number = Atomics.add(this.#plan.memory.control, CONTROL.labelSets, 1) + 1;
      set = { number, labels: [...new Set(labels)], nodes: 0 };
      this.#byLabels.set(name, set);
    }
    return set;
  }

  /** Every set that was met, the empty one included. */
  all(): LabelSet[] {
    return [this.#none, ...this.#byLabels.values()];
  }
}
