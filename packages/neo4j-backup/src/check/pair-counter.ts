/** Counts by a label set and a relationship type, in flat arrays. */

/** Types have up to 24 bits. */
const TYPES = 0x100_0000;
const EMPTY = -1;

export interface PairCounts {
  sets: number[];
  types: number[];
  counts: number[];
}

export class PairCounter {
  #keys = new Float64Array(1024).fill(EMPTY);
  #counts = new Float64Array(1024);
  #used = 0;

  add(set: number, type: number, by = 1): void {
    const key = set * TYPES + type;
    const mask = this.#keys.length - 1;
    let place = (Math.imul(set, 0x9e3779b1) ^ Math.imul(type, 0x85ebca77)) >>> 0;
    for (place &= mask; ; place = (place + 1) & mask) {
      const held = this.#keys[place];
      if (held === key) break;
      if (held !== EMPTY) continue;
      if (this.#used * 2 >= mask) {
        this.#grow();
        this.add(set, type, by);
        return;
      }
      this.#used++;
      this.#keys[place] = key;
      break;
    }
    this.#counts[place] = (this.#counts[place] as number) + by;
  }

  #grow(): void {
    const keys = this.#keys;
    const counts = this.#counts;
    this.#keys = new Float64Array(keys.length * 2).fill(EMPTY);
    this.#counts = new Float64Array(keys.length * 2);
    this.#used = 0;
    keys.forEach((key, i) => {
      if (key !== EMPTY) this.add(Math.floor(key / TYPES), key % TYPES, counts[i]);
    });
  }

  counts(): PairCounts {
    const found: PairCounts = { sets: [], types: [], counts: [] };
    this.#keys.forEach((key, i) => {
      if (key === EMPTY) return;
      found.sets.push(Math.floor(key / TYPES));
      found.types.push(key % TYPES);
      found.counts.push(this.#counts[i] as number);
    });
    return found;
  }
}
