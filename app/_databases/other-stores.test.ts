import { expect, test } from "vitest";
import type { TestAnswer } from "../_trpc/types.ts";
import { otherStores } from "./other-stores.ts";

const answered = (randomId: string, created = 0): TestAnswer => ({
  ok: true,
  store: { creationTime: new Date(created), randomId, storeVersion: "v0.A.6" },
  dialect: 1,
  elapsedMillis: 3,
  storeVersionFamily: "Neo4j 2.3",
  knownAs: null,
});

test("members of one store are no strangers, whoever does not answer", () => {
  const tests = [
    { address: "a", error: { message: "no" } },
    { address: "b", answer: answered("1") },
    { address: "c", answer: answered("1") },
    { address: "d" },
  ];
  expect(otherStores(tests).size).toBe(0);
  expect(otherStores([]).size).toBe(0);
});

test("an address with another store is named with the first one that answered", () => {
  const tests = [
    { address: "a", error: { message: "no" } },
    { address: "b", answer: answered("1") },
    { address: "c", answer: answered("2") },
    { address: "d", answer: answered("1", 9) },
  ];
  expect([...otherStores(tests)]).toEqual([
    ["c", "b"],
    ["d", "b"],
  ]);
});
