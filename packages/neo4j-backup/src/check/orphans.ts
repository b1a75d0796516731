/** The pass over a store whose records others lead to: those in use that nothing led to. */
import { BLOCKS_AT, type RecordViews } from "../store/record-fields.ts";
import { hasBit } from "./bits.ts";
import { blockHead } from "./block-heads.ts";
import type { CheckThread } from "./check-thread.ts";
import { isDynamicInUse } from "./dynamic-chains.ts";
import type { Pass } from "./pass.ts";
import type { ReachedStore } from "./plan.ts";

export interface OrphansResult {
  inUse: number;
}

export class OrphansPass implements Pass {
  readonly #scan: (from: number, to: number) => void;
  #inUse = 0;

  constructor(thread: CheckThread, store: ReachedStore) {
    const { plan, report } = thread;
    const reached = plan.memory.reached[store];
    const { firstId } = plan.stores[store];
    const kind = KINDS[store];
    const look = <S extends ReachedStore>(of: S, isInUse: (view: RecordViews[S]) => boolean) => {
      const records = thread.files.scan(of);
      return (from: number, to: number) =>
        records.scan(Math.max(from, firstId), to, (view, id) => {
          if (!isInUse(view)) return;
          this.#inUse++;
          if (!hasBit(reached, id)) report.add(kind, { store, id });
        });
    };
    if (store === "groups") this.#scan = look(store, (view) => view.inUse);
    else if (store !== "properties") this.#scan = look(store, isDynamicInUse);
    else {
      const head = blockHead.view();
      this.#scan = look(store, (view) => {
        head.buffer = view.buffer;
        head.at = view.at + BLOCKS_AT;
        return head.type !== 0;
      });
    }
  }

  range(from: number, to: number): void {
    this.#scan(from, to);
  }

  result(): OrphansResult {
    return { inUse: this.#inUse };
  }
}

const KINDS = {
  properties: "property-orphan",
  groups: "group-orphan",
  strings: "dynamic-orphan",
  arrays: "dynamic-orphan",
  nodeLabels: "dynamic-orphan",
} as const;
