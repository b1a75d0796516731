/** A seed for random workloads: new each night, printed, and settable to repeat a run. */
export function nightlySeed(): number {
  const set = process.env.HOLDFAST_SEED;
  const seed = set ? Number(set) : Math.floor(Date.now() / 86_400_000);
  console.info(`seed ${seed} (repeat with HOLDFAST_SEED=${seed})`);
  return seed;
}

/** Numbers from 0 to 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
