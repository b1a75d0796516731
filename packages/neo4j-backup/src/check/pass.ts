/** A pass reads one store from its first to its last record, in chunks that any thread may take. */
import type { DecodedStore } from "../store/record-formats.ts";
import type { StoreName } from "../store/records.ts";

/** Which values a uniqueness pass looks at. */
export interface ValueSpec {
  /** By the number of a label set: indexes into the plan's uniqueness constraints. */
  constraintsOfSet: Map<number, number[]>;
  /** Hashes, one a value; shared. */
  hashes: Float64Array;
  /** Of several rounds over the same values, which share of the hashes this one takes. */
  round: number;
  rounds: number;
  /** Only these are told, with their values. */
  suspects?: Set<number>;
}

export type PassSpec =
  | { name: "units"; store: DecodedStore }
  | { name: "nodes" }
  | { name: "relationships" }
  | { name: "orphans"; store: "properties" | "groups" | "strings" | "arrays" | "nodeLabels" }
  | { name: "links" }
  | ({ name: "values" } & ValueSpec)
  | { name: "duplicates"; hashes: Float64Array };

export interface Pass {
  /** Looks at the records of ids from `from` up to but not `to`. */
  range(from: number, to: number): void;
  /** What this thread gathered; structured clone safe. */
  result(): unknown;
}

/** The store whose records a pass goes over, for chunks and progress. */
export const storeOf = (spec: PassSpec): StoreName => {
  switch (spec.name) {
    case "relationships":
      return "relationships";
    case "orphans":
    case "units":
      return spec.store;
    default:
      return "nodes";
  }
};

/** A multiple of 32, so that no two threads write bits of the same word. */
export const CHUNK_RECORDS = 32 * 1024;
