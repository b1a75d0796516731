import { expect, test } from "vitest";
import { makeSet } from "../_trpc/fixtures.ts";
import { parsePoint, parseTx, pointSearch, withinSet } from "./point.ts";
import { chosenSet, setLabel } from "./set-choice.ts";
import { storeHome } from "./store-home.ts";
import { aboutSeconds, directoryProblemOf, lostOf } from "./words.ts";

const check = { at: new Date(0), lastTx: 1, checked: [], notChecked: [], totals: {}, findings: [] };

test("a point survives the address", () => {
  const point = { setId: "20261122T100000Z", tx: 42 };
  expect(parsePoint(new URLSearchParams(pointSearch(point)))).toEqual(point);
  expect(parsePoint(new URLSearchParams("tx=soon"))).toEqual({ setId: null, tx: null });
  expect(pointSearch({ setId: null, tx: null })).toBe("");
});

test("transaction ids are read as people write them and kept inside the set", () => {
  expect(parseTx("4,175,300")).toBe(4_175_300);
  expect(parseTx("4 175")).toBe(4175);
  expect(parseTx("-4")).toBeNull();
  expect([withinSet(null, 5, 9), withinSet(2, 5, 9), withinSet(7, 5, 9)]).toEqual([9, 5, 7]);
});

test("an inconsistent or damaged set is not taken by itself while there is a sound one", () => {
  const odd = makeSet({ id: "odd", check: { ...check, ok: false } });
  const bad = makeSet({ id: "bad", state: "damaged" });
  const sound = makeSet({ id: "sound" });
  const failed = makeSet({ id: "failed", state: "failed" });
  expect(chosenSet([failed, odd, bad, sound], null)?.id).toBe("sound");
  expect(chosenSet([failed, odd], null)?.id).toBe("odd");
  expect(chosenSet([failed], null)).toBeNull();
  expect(chosenSet([failed, sound], "failed")).toBeNull();
  expect(setLabel(odd, [odd, sound])).toMatch(/, inconsistent$/);
  expect(setLabel(sound, [odd, sound])).toMatch(/, newest good$/);
});

test("losses, estimates and names in words", () => {
  const none = { created: 0, changed: 0, deleted: 0 };
  const loss = {
    nodes: { ...none, deleted: 48_212 },
    relationships: { ...none, deleted: 1 },
    properties: none,
  };
  expect(lostOf(loss, "deleted")).toBe("48,212 nodes, 1 relationship");
  expect(lostOf(loss, "created")).toBe("nothing");
  expect([aboutSeconds(0.3), aboutSeconds(12.2), aboutSeconds(170)]).toEqual([
    "a moment",
    "about 13 s",
    "about 3 min",
  ]);
  expect(directoryProblemOf("orders-231")).toBeNull();
  for (const name of ["", "..", "a/b", "-a", "a.b"])
    expect(directoryProblemOf(name)).not.toBeNull();
  expect(storeHome("Neo4j 2.3")).toContain("data/graph.db");
  expect(storeHome("Neo4j 3.5")).toContain("data/databases/graph.db");
});
