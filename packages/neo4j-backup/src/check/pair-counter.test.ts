import { expect, it } from "vitest";
import { PairCounter } from "./pair-counter.ts";

it("counts pairs beyond its first size as a map does", () => {
  const counter = new PairCounter();
  const wanted = new Map<string, number>();
  for (let i = 0; i < 60_000; i++) {
    const set = (i * 7919) % 5003;
    const type = (i * 31) % 9;
    counter.add(set, type);
    wanted.set(`${set},${type}`, (wanted.get(`${set},${type}`) ?? 0) + 1);
  }
  const { sets, types, counts } = counter.counts();
  const found = new Map(sets.map((set, i) => [`${set},${types[i]}`, counts[i]]));
  expect(found).toEqual(wanted);
});
