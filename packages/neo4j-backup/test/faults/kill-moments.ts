/** Chooses at which moments of a run a process is killed. */
import type { KillMoment } from "./child/plan.ts";

/** Steps that give a file its place or take it away, and writes of the small files that steer a run. */
const BORDER = /^(rename|unlink|rm|rmdir|mkdir|link|truncate|ftruncate|copyFile)\b/;
/** Where half a write is worth a moment of its own. */
const WRITES = /^(write|writeFile|writev|appendFile)$/;

/** Of steps that are alike (the same step in the same directory) so many are tried. */
const MOST_ALIKE = 3;

/** First, last and those between at even distances. */
function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  const gap = (all.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => all[Math.round(i * gap)] as T);
}

/** Even numbers below `n`, the same for the same seed. */
export function randomOf(seed: number): (n: number) => number {
  let state = seed >>> 0 || 1;
  return (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % n;
  };
}

export interface NamedMoment {
  name: string;
  at: KillMoment;
}

/**
 * Every phase's beginning, border steps of every kind, half of some writes, and some steps at random.
 * @param steps of an undisturbed run, in order
 * @param atRandom how many of the others
 */
export function momentsOf(
  steps: readonly string[],
  phases: readonly string[],
  { root, atRandom, seed }: { root: string; atRandom: number; seed: number },
): NamedMoment[] {
  const named = (step: string) =>
    step.replaceAll(`${root}/`, "").replace(/[0-9a-f]{16}/, "<nonce>");
  const chosen = new Map<string, NamedMoment>();
  const add = (name: string, at: KillMoment) => chosen.set(JSON.stringify(at), { name, at });
  for (const phase of phases) add(`when ${phase} begins`, { phase });
  const alike = new Map<string, number[]>();
  steps.forEach((step, i) => {
    if (!BORDER.test(step)) return;
    const kind = step.slice(0, step.lastIndexOf("/"));
    alike.set(kind, [...(alike.get(kind) ?? []), i + 1]);
  });
  for (const numbers of alike.values())
    for (const step of spread(numbers, MOST_ALIKE))
      add(`before ${named(steps[step - 1] as string)}`, { step });
  const writes = steps.flatMap((step, i) => (WRITES.test(step) ? [i + 1] : []));
  for (const step of spread(writes, 5)) add(`half-way through write ${step}`, { step, half: true });
  const random = randomOf(seed);
  for (let i = 0; i < atRandom; i++) {
    const step = 1 + random(steps.length);
    add(`before step ${step}, ${named(steps[step - 1] as string)}`, { step });
  }
  return [...chosen.values()];
}
