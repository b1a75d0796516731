/**
 * The pass over a store whose records vary in shape: that each in use can be read, and that no two have the same
 * second unit. One that no record has is legal: Neo4j leaves it behind when it recovers a deletion. The other
 * passes take what cannot be read for not in use.
 */
import { NO_ID } from "../bytes/layout.ts";
import type { RecordDecoder, UnitOf } from "../store/high-limit-records.ts";
import type { DecodedStore } from "../store/record-formats.ts";
import { testAndSetBit } from "./bits.ts";
import type { CheckThread } from "./check-thread.ts";
import type { Pass } from "./pass.ts";
import type { Scan } from "./thread-files.ts";

export class UnitsPass implements Pass {
  readonly #thread: CheckThread;
  readonly #store: DecodedStore;
  readonly #decoder: RecordDecoder<unknown>;
  readonly #units: Scan<{ buffer: Buffer; at: number }>;
  readonly #unitOf: UnitOf;

  constructor(thread: CheckThread, store: DecodedStore, decoder: RecordDecoder<unknown>) {
    this.#thread = thread;
    this.#store = store;
    this.#decoder = decoder;
    this.#units = thread.files.units(store);
    this.#unitOf = thread.files.unitOf(store);
  }

  range(from: number, to: number): void {
    const { plan, report } = this.#thread;
    const store = this.#store;
    const taken = plan.memory.secondUnits[store];
    this.#units.scan(Math.max(from, plan.stores[store].firstId), to, ({ buffer, at }, id) => {
      const decoded = this.#decoder.decode(buffer, at, id, this.#unitOf);
      if (decoded === "free" || decoded === "second unit") return;
      const { secondUnit } = this.#decoder;
      if (decoded !== "record") report.add("record-unreadable", { store, id }, { value: decoded });
      else if (secondUnit !== NO_ID && testAndSetBit(taken, secondUnit))
        report.add("second-unit-used-twice", { store, id }, { value: secondUnit });
    });
  }

  result(): undefined {
    return undefined;
  }
}
