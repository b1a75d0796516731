import { describe, expect, it } from "vitest";
import { pieces } from "../../test/golden/entries.ts";
import { choose, type Grammar, GrammarWalker, repeat, run, sequence, skip } from "./grammar.ts";

const u8 = (b: Buffer, at: number): number => b.readUInt8(at);

/** Offsets at which a walker stands between two structures. */
function boundaries(root: Grammar, bytes: Buffer, size: number): number[] {
  const walker = new GrammarWalker(root);
  const found: number[] = [];
  for (const piece of pieces(bytes, () => size)) {
    walker.push(piece, 0, piece.length);
    if (walker.atStart) found.push(walker.consumed);
  }
  return found;
}

describe("grammar walker", () => {
  it("walks nested counts and lengths over any piece borders", () => {
    const root = sequence(
      skip(2),
      repeat(1, u8, sequence(run(1, u8), skip(1))),
      choose(1, (b, at) => (u8(b, at) === 1 ? skip(3) : undefined)),
    );
    const one = Buffer.from([9, 9, 2, 3, 7, 7, 7, 8, 0, 8, 1, 5, 5, 5]);
    const two = Buffer.from([9, 9, 0, 0]);
    const bytes = Buffer.concat([one, two, one]);
    expect(boundaries(root, bytes, 1)).toEqual([14, 18, 32]);
    for (const size of [2, 3, 5, 13, 100])
      for (const at of boundaries(root, bytes, size)) expect([14, 18, 32]).toContain(at);
    expect(boundaries(root, bytes, 100)).toEqual([32]);
  });

  it("walks structures that may be empty", () => {
    const root = sequence(skip(1), skip(0), sequence(), repeat(1, u8, skip(1)), skip(0));
    expect(boundaries(root, Buffer.from([1, 0, 1, 1, 9]), 1)).toEqual([2, 5]);
  });

  it("refuses a negative count or length", () => {
    for (const root of [repeat(1, () => -1, skip(1)), run(1, () => -1)])
      expect(() => new GrammarWalker(root).push(Buffer.from([1]), 0, 1)).toThrow(/negative/);
  });

  it("tells interpreted bytes from carried ones", () => {
    const walker = new GrammarWalker(choose(4, () => undefined));
    walker.push(Buffer.alloc(6), 0, 6);
    expect([walker.consumed, walker.interpreted]).toEqual([6, 4]);
  });
});
