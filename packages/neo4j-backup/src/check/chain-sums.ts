/**
 * How chains are proved without following them. A chain of a node is a set of links (node, from, to), and
 * each link is written twice: as the next of `from` and as the previous of `to`; where it begins, in the
 * node or group and as a mark in the relationship. Every link is hashed and added to a sum that `to` has
 * from its one end, and subtracted from its other. Where all sums are 0 every link has both ends; a wrong
 * end escapes with a chance of 1 in 2^32. A second sum for each node takes the relationships that name it
 * less the lengths that its chains' first records hold, so that a chain that nothing begins shows too.
 *
 * So two passes over the files in order suffice, with 4 bytes a relationship and 4 a node, and only around
 * sums that are not 0 are chains read record by record.
 */

/** In place of the id before the first relationship of a chain. */
export const FIRST = -2;
/** The one chain of a node that is not dense. */
export const ONE_CHAIN = 0;
export const DIRECTION = { out: 0, in: 1, loop: 2 } as const;
export const DIRECTION_NAMES = ["outgoing", "incoming", "loop"] as const;

/** The chain of a dense node for a type and a direction. */
export const chainOf = (type: number, direction: number): number => 1 + type * 3 + direction;

const HIGH = 0x1_0000_0000;

function stir(hash: number, value: number): number {
  let h = Math.imul(hash ^ (value | 0), 0x9e3779b1);
  h ^= h >>> 15;
  h = Math.imul(h ^ ((value / HIGH) | 0), 0x85ebca77);
  return h ^ (h >>> 13);
}

/** The hash of a link. @param from the relationship before, or {@link FIRST} */
export function linkHash(node: number, from: number, chain: number): number {
  let h = stir(stir(stir(0x2545f491, node), from), chain);
  h = Math.imul(h ^ (h >>> 16), 0xc2b2ae3d);
  return h ^ (h >>> 15);
}

/** What one relationship of a chain adds to its node's sum. Odd, so that no number of them is nothing. */
export const chainWeight = (chain: number): number =>
  chain === ONE_CHAIN ? 1 : stir(0x1b873593, chain) | 1;
