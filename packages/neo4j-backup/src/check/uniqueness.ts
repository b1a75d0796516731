/** Uniqueness constraints, proved against the data: hashes of all values, and a second look at equal ones. */

import type { Reporter } from "./findings.ts";
import type { LabelSet } from "./label-sets.ts";
import type { PassSpec } from "./pass.ts";
import { type CheckPlan, CONTROL, type Uniqueness } from "./plan.ts";
import type { Candidate } from "./values-pass.ts";

/** 8 bytes each; more values than this are looked at in several rounds. */
export const VALUES_PER_ROUND = 4_000_000;
/** Rounds share hashes by chance, so each gets a little more room than its share. */
const ROOM = 1.1;
const SHOWN_CHARS = 60;

export async function checkUniqueness(
  plan: CheckPlan,
  labelSets: readonly LabelSet[],
  report: Reporter,
  run: <T>(spec: PassSpec) => Promise<T[]>,
): Promise<void> {
  if (plan.unique.length === 0) return;
  const constraintsOfSet = new Map<number, number[]>();
  let values = 0;
  for (const { number, labels, nodes } of labelSets) {
    const covered = plan.unique.flatMap(({ label }, i) => (labels.includes(label) ? [i] : []));
    if (covered.length > 0) constraintsOfSet.set(number, covered);
    values += nodes * covered.length;
  }
  if (values === 0) return;
  const rounds = Math.ceil(values / VALUES_PER_ROUND);
  const room = rounds === 1 ? values : Math.ceil((values / rounds) * ROOM) + 1000;
  const hashes = new Float64Array(new SharedArrayBuffer(room * 8));
  const suspects = new Set<number>();
  for (let round = 0; round < rounds; round++) {
    Atomics.store(plan.memory.control, CONTROL.values, 0);
    await run({ name: "values", constraintsOfSet, hashes, round, rounds });
    const found = await run<number[]>({ name: "duplicates", hashes });
    for (const hash of found.flat()) suspects.add(hash);
  }
  if (suspects.size === 0) return;
  const candidates = await run<Candidate[]>({
    name: "values",
    constraintsOfSet,
    hashes: new Float64Array(0),
    round: 0,
    rounds: 1,
    suspects,
  });
  tell(plan, candidates.flat(), report);
}

function tell(plan: CheckPlan, candidates: Candidate[], report: Reporter): void {
  const firstOf = new Map<string, number>();
  candidates.sort((a, b) => a.node - b.node);
  for (const { node, constraint, text } of candidates) {
    const key = `${constraint}:${text}`;
    const first = firstOf.get(key);
    const { label, keys } = plan.unique[constraint] as Uniqueness;
    if (first === undefined) firstOf.set(key, node);
    else
      report.add(
        "node-value-not-unique",
        { store: "nodes", id: node },
        {
          other: { store: "nodes", id: first },
          value: `label ${label}, property key ${keys.join(" and ")}, value ${text.slice(1, SHOWN_CHARS)}`,
        },
      );
  }
}
