/** What was found: the first of each kind in full, the others counted. */
import {
  type Inconsistency,
  type InconsistencyKind,
  inconsistencyMessage,
} from "../catalogue/inconsistencies.ts";
import type { StoreName } from "../store/records.ts";
import type { CheckPlan } from "./plan.ts";

/** A record of a store, by the name this program has for the store. */
export interface At {
  store: StoreName;
  id: number;
}

export interface Detail {
  other?: At;
  value?: string | number;
}

/** How records are called in sentences. */
const NOUNS: Record<StoreName, string> = {
  nodes: "node",
  nodeLabels: "label record",
  relationships: "relationship",
  groups: "relationship group",
  properties: "property record",
  strings: "string record",
  arrays: "array record",
  propertyKeys: "property key",
  propertyKeyNames: "name record",
  relationshipTypes: "relationship type",
  relationshipTypeNames: "name record",
  labels: "label",
  labelNames: "name record",
  schema: "schema rule",
};

/** The graph itself owns properties too; it is called by this id of no node. */
export const GRAPH: At = { store: "nodes", id: -1 };

const called = ({ store, id }: At): string => (id < 0 ? "the graph" : `${NOUNS[store]} ${id}`);

export type Totals = Partial<Record<InconsistencyKind, number>>;
export interface Findings {
  inconsistencies: Inconsistency[];
  totals: Totals;
}

export class Reporter {
  readonly #plan: Pick<CheckPlan, "stores" | "findingsPerKind">;
  #totals: Totals = {};
  readonly #told: Totals = {};
  #new: Inconsistency[] = [];

  constructor(plan: Pick<CheckPlan, "stores" | "findingsPerKind">) {
    this.#plan = plan;
  }

  add(kind: InconsistencyKind, at: At, { other, value }: Detail = {}): void {
    if (!this.#counts(kind)) return;
    const { file, recordBytes } = this.#plan.stores[at.store];
    this.#new.push({
      kind,
      message: sentence(kind, {
        id: at.id,
        ...(other ? { other: called(other) } : {}),
        ...(value === undefined ? {} : { value }),
      }),
      store: file,
      recordId: at.id,
      offset: at.id * recordBytes,
      ...(other && other.id >= 0
        ? { other: { store: this.#plan.stores[other.store].file, recordId: other.id } }
        : {}),
    });
  }

  /** About a file that is no store of records. */
  tell(
    kind: InconsistencyKind,
    at: Pick<Inconsistency, "store" | "recordId" | "offset">,
    words: Readonly<Record<string, string | number>> = {},
  ): void {
    if (!this.#counts(kind)) return;
    this.#new.push({ kind, message: sentence(kind, { id: at.recordId, ...words }), ...at });
  }

  /** @returns whether one more of this kind is told in full */
  #counts(kind: InconsistencyKind): boolean {
    this.#totals[kind] = (this.#totals[kind] ?? 0) + 1;
    const told = this.#told[kind] ?? 0;
    this.#told[kind] = told + 1;
    return told < this.#plan.findingsPerKind;
  }

  /** What came since the last call. */
  take(): Findings | undefined {
    if (Object.keys(this.#totals).length === 0) return undefined;
    const taken = { inconsistencies: this.#new, totals: this.#totals };
    this.#new = [];
    this.#totals = {};
    return taken;
  }
}

function sentence(kind: InconsistencyKind, words: Readonly<Record<string, string | number>>) {
  const text = inconsistencyMessage(kind, words);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
