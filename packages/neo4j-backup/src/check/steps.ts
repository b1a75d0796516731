/** How far a check is. */

import type { CheckProgress, CheckStep } from "../catalogue/consistency.ts";
import type { PassSpec } from "./pass.ts";
import { storeOf } from "./pass.ts";
import type { CheckPlan } from "./plan.ts";

/** Bytes that a step reads, as far as they can be known before. */
function weights({ stores, unique }: CheckPlan): Record<CheckStep, number> {
  const { nodes, relationships, properties, strings, arrays, nodeLabels } = stores;
  const owned = properties.bytes + strings.bytes + arrays.bytes;
  const owners = Math.max(1, nodes.count + relationships.count);
  return {
    schema: 0,
    nodes: nodes.bytes + nodeLabels.bytes + owned * (nodes.count / owners),
    relationships: relationships.bytes + owned * (relationships.count / owners),
    properties: properties.bytes / 2,
    values: (strings.bytes + arrays.bytes) / 4,
    chains: 0,
    uniqueness: unique.length > 0 ? nodes.bytes + properties.bytes / 4 : 0,
    counts: 0,
  };
}

export class Steps {
  readonly #plan: CheckPlan;
  readonly #tell: ((progress: CheckProgress) => void) | undefined;
  #step: CheckStep = "schema";
  #done = 0;
  #fraction = 0;

  constructor(plan: CheckPlan, tell: ((progress: CheckProgress) => void) | undefined) {
    this.#plan = plan;
    this.#tell = tell;
  }

  begin(step: CheckStep): void {
    this.#done += weights(this.#plan)[this.#step];
    this.#step = step;
    this.#say(this.#done);
  }

  /** @param records of the pass's store that are done */
  reached(spec: PassSpec, records: number): void {
    const { count } = this.#plan.stores[storeOf(spec)];
    const share = count === 0 ? 1 : Math.min(1, records / count);
    this.#say(this.#done + weights(this.#plan)[this.#step] * share);
  }

  end(): void {
    this.#fraction = 1;
    this.#tell?.({ step: this.#step, fraction: 1 });
  }

  #say(done: number): void {
    const total = Object.values(weights(this.#plan)).reduce((sum, weight) => sum + weight, 1);
    this.#fraction = Math.max(this.#fraction, Math.min(1, done / total));
    this.#tell?.({ step: this.#step, fraction: this.#fraction });
  }
}
