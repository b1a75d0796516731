import { describe, expect, it } from "vitest";
import { chainOf, chainWeight, FIRST, linkHash, ONE_CHAIN } from "./chain-sums.ts";

/** A chain as (from, to) pairs. */
const chain = (...ids: number[]): [number, number][] =>
  ids.map((to, i) => [ids[i - 1] ?? FIRST, to]);

describe("chain sums", () => {
  it("tell every link of some thousand nodes, relationships and chains apart", () => {
    const seen = new Set<number>();
    let links = 0;
    for (const node of [0, 1, 2, 77, 2 ** 31, 2 ** 32, 2 ** 34 + 1])
      for (const of of [ONE_CHAIN, chainOf(0, 0), chainOf(0, 1), chainOf(0, 2), chainOf(1, 0)])
        for (const from of [FIRST, 0, 1, 2, 3, 2 ** 32, 2 ** 32 + 1, 2 ** 34]) {
          seen.add(linkHash(node, from, of));
          links++;
        }
    expect(seen.size).toBe(links);
  });

  it("are 0 when both ends of all links agree, and not when one end differs", () => {
    const sumsOf = (nexts: [number, number][], previous: [number, number][]): number[] => {
      const sums = new Int32Array(10);
      for (const [from, to] of nexts) Atomics.add(sums, to, linkHash(5, from, ONE_CHAIN));
      for (const [from, to] of previous) Atomics.sub(sums, to, linkHash(5, from, ONE_CHAIN));
      return [...sums].flatMap((sum, i) => (sum === 0 ? [] : [i]));
    };
    expect(sumsOf(chain(3, 1, 7, 2), chain(3, 1, 7, 2))).toEqual([]);
    expect(sumsOf(chain(3, 1, 7, 2), chain(3, 7, 1, 2))).toEqual([1, 2, 7]);
    expect(sumsOf(chain(3, 1, 7), chain(3, 1, 7, 2))).toEqual([2]);
    expect(sumsOf([...chain(3, 1), [9, 1]], chain(3, 1))).toEqual([1]);
  });

  it("have weights that no number of relationships makes nothing of", () => {
    const weights = Array.from({ length: 3000 }, (_, i) => chainWeight(i));
    expect(weights.every((weight) => weight % 2 !== 0)).toBe(true);
    expect(new Set(weights).size).toBe(3000);
  });
});
