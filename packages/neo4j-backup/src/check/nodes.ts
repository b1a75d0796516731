/** The pass over the node store: labels, properties, and where relationships begin. */
import { NO_ID } from "../bytes/layout.ts";
import type { RecordViews } from "../store/record-fields.ts";
import { setBit } from "./bits.ts";
import { ONE_CHAIN } from "./chain-sums.ts";
import type { CheckThread } from "./check-thread.ts";
import type { LabelSet } from "./label-sets.ts";
import type { Pass } from "./pass.ts";
import type { Scan } from "./thread-files.ts";

export interface NodesResult {
  nodes: number;
  properties: number;
  labelSets: LabelSet[];
}

export class NodesPass implements Pass {
  readonly #thread: CheckThread;
  readonly #records: Scan<RecordViews["nodes"]>;
  #nodes = 0;

  constructor(thread: CheckThread) {
    this.#thread = thread;
    this.#records = thread.files.scan("nodes");
  }

  range(from: number, to: number): void {
    const { plan, labels, links, groups, properties, report } = this.#thread;
    const { nodeInUse, nodeIsDense, labelSets } = plan.memory;
    this.#records.scan(from, to, (view, id) => {
      if (!view.inUse) return;
      this.#nodes++;
      setBit(nodeInUse, id);
      const { nextRel, nextProp, isDense } = view;
      const set = labels.of(id, view.labels);
      labelSets[id] = set.number;
      if (nextProp === NO_ID) properties.none();
      else properties.follow(nextProp, "nodes", id);
      if (plan.demandedByLabel.size > 0) this.#demand(id, set);
      if (isDense) {
        setBit(nodeIsDense, id);
        groups.follow(id, nextRel);
      } else if (nextRel !== NO_ID && !links.begins(id, nextRel, ONE_CHAIN))
        report.add(
          "node-first-relationship-not-in-use",
          { store: "nodes", id },
          { other: { store: "relationships", id: nextRel } },
        );
    });
  }

  #demand(id: number, set: LabelSet): void {
    const { plan, properties, report } = this.#thread;
    for (const label of set.labels)
      for (const key of plan.demandedByLabel.get(label) ?? [])
        if (!properties.has(key))
          report.add("node-property-missing", { store: "nodes", id }, { value: key });
  }

  result(): NodesResult {
    const { properties, labels } = this.#thread;
    return { nodes: this.#nodes, properties: properties.takeCount(), labelSets: labels.all() };
  }
}
