import { type Damage, damage } from "./damage.ts";
import type { StoreEditor } from "./store-editor.ts";

type Relationship = ReturnType<typeof anyOf>;
const anyOf = (s: StoreEditor) => s.some("relationships");
const isDense = (s: StoreEditor, node: number) => s.read("nodes", node).isDense;
const isLoop = (r: Relationship) => r.first === r.second;
const noLoop = (s: StoreEditor, wanted: (r: Relationship) => boolean = () => true) =>
  s.some("relationships", (r) => !isLoop(r) && wanted(r));
const other = (s: StoreEditor, ...not: number[]) => s.some("nodes", (n) => !not.includes(n.id)).id;
/** Another relationship that is at neither of the two nodes. */
const strange = (s: StoreEditor, { first, second }: Relationship) =>
  s.some("relationships", (r) => ![r.first, r.second].some((n) => n === first || n === second)).id;

export const RELATIONSHIP_DAMAGES: Damage[] = [
  damage(
    "a relationship is not in use",
    (s) => {
      s.write("relationships", anyOf(s).id, { inUse: false });
    },
    "relationship-next-not-in-use",
    "relationship-previous-not-in-use",
    "node-first-relationship-not-in-use",
    "group-first-relationship-not-in-use",
  ),
  damage(
    "a relationship begins at another node",
    (s) => {
      const r = noLoop(s);
      s.write("relationships", r.id, { first: other(s, r.first, r.second) });
    },
    "relationship-next-of-other-node",
    "relationship-previous-of-other-node",
    "node-first-relationship-of-other-node",
    "group-first-relationship-of-other-node",
  ),
  damage(
    "a relationship ends at another node",
    (s) => {
      const r = noLoop(s);
      s.write("relationships", r.id, { second: other(s, r.first, r.second) });
    },
    "relationship-next-of-other-node",
    "relationship-previous-of-other-node",
    "node-first-relationship-of-other-node",
    "group-first-relationship-of-other-node",
  ),
  damage(
    "a relationship begins at a node that is not in use",
    (s) => {
      s.write("relationships", noLoop(s).id, { first: s.free("nodes") });
    },
    "relationship-node-not-in-use",
  ),
  damage(
    "a relationship ends at a node behind the file's end",
    (s) => {
      s.write("relationships", noLoop(s).id, { second: s.count("nodes") + 3 });
    },
    "relationship-node-not-in-use",
  ),
  damage(
    "a relationship has another type",
    (s) => {
      const r = anyOf(s);
      s.write("relationships", r.id, {
        type: s.some("relationshipTypes", ({ id }) => id !== r.type).id,
      });
    },
    "counts-relationship-wrong",
  ),
  damage(
    "a relationship has a type that does not exist",
    (s) => {
      s.write("relationships", anyOf(s).id, { type: s.count("relationshipTypes") - 1 });
    },
    "relationship-type-unknown",
  ),
  damage(
    "a relationship of a dense node has another type",
    (s) => {
      const r = noLoop(s, ({ first }) => isDense(s, first));
      s.write("relationships", r.id, {
        type: s.some("relationshipTypes", ({ id }) => id !== r.type).id,
      });
    },
    "group-first-relationship-of-other-chain",
    "relationship-next-of-other-chain",
    "relationship-not-first",
  ),
  damage(
    "a relationship is followed by one of other nodes",
    (s) => {
      const r = noLoop(s, ({ firstNext }) => firstNext !== -1);
      s.write("relationships", r.id, { firstNext: strange(s, r) });
    },
    "relationship-next-of-other-node",
  ),
  damage(
    "a relationship is followed by one that is not in use",
    (s) => {
      const r = noLoop(s, ({ secondNext }) => secondNext !== -1);
      s.write("relationships", r.id, { secondNext: s.free("relationships") });
    },
    "relationship-next-not-in-use",
  ),
  damage(
    "a relationship is followed by one behind the file's end",
    (s) => {
      s.write("relationships", noLoop(s).id, { firstNext: s.count("relationships") + 7 });
    },
    "relationship-next-not-in-use",
  ),
  damage(
    "a chain ends too early",
    (s) => {
      const r = noLoop(s, ({ firstNext }) => firstNext !== -1);
      s.write("relationships", r.id, { firstNext: -1 });
    },
    "relationship-previous-not-back",
  ),
  damage(
    "a chain is followed by its own beginning",
    (s) => {
      const r = noLoop(
        s,
        (one) => !one.isFirstInFirst && one.firstNext === -1 && !isDense(s, one.first),
      );
      s.write("relationships", r.id, { firstNext: s.read("nodes", r.first).nextRel });
    },
    "relationship-next-not-back",
    "node-chain-cycle",
  ),
  damage(
    "a relationship is followed by itself",
    (s) => {
      const r = noLoop(s, ({ secondNext }) => secondNext !== -1);
      s.write("relationships", r.id, { secondNext: r.id });
    },
    "relationship-next-not-back",
  ),
  damage(
    "a relationship follows one of other nodes",
    (s) => {
      const r = noLoop(s, (one) => !one.isFirstInFirst);
      s.write("relationships", r.id, { firstPrevious: strange(s, r) });
    },
    "relationship-previous-of-other-node",
  ),
  damage(
    "a relationship follows one that is not in use",
    (s) => {
      const r = noLoop(s, (one) => !one.isFirstInSecond);
      s.write("relationships", r.id, { secondPrevious: s.free("relationships") });
    },
    "relationship-previous-not-in-use",
  ),
  damage(
    "a relationship follows none, but is not first",
    (s) => {
      const r = noLoop(s, (one) => !one.isFirstInFirst);
      s.write("relationships", r.id, { firstPrevious: -1 });
    },
    "relationship-previous-not-in-use",
  ),
  damage(
    "the first of a chain is not marked as first",
    (s) => {
      const r = noLoop(s, (one) => one.isFirstInFirst);
      s.write("relationships", r.id, { isFirstInFirst: false });
    },
    "node-first-relationship-not-first",
    "group-first-relationship-not-first",
  ),
  damage(
    "the first of a chain, on its other side, is not marked as first",
    (s) => {
      const r = noLoop(s, (one) => one.isFirstInSecond);
      s.write("relationships", r.id, { isFirstInSecond: false });
    },
    "node-first-relationship-not-first",
    "group-first-relationship-not-first",
  ),
  damage(
    "a relationship in the middle of a chain is marked as first",
    (s) => {
      const r = noLoop(s, (one) => !one.isFirstInSecond);
      s.write("relationships", r.id, { isFirstInSecond: true });
    },
    "relationship-not-first",
  ),
  damage(
    "a chain is said to be longer than it is",
    (s) => {
      const r = noLoop(s, (one) => one.isFirstInFirst && !isDense(s, one.first));
      s.write("relationships", r.id, { firstPrevious: r.firstPrevious + 40 });
    },
    "node-chain-length-wrong",
  ),
  damage(
    "a chain of a group is said to be shorter than it is",
    (s) => {
      const r = noLoop(
        s,
        (one) => one.isFirstInFirst && isDense(s, one.first) && one.firstPrevious > 1,
      );
      s.write("relationships", r.id, { firstPrevious: r.firstPrevious - 1 });
    },
    "group-chain-length-wrong",
  ),
  damage(
    "a relationship that no chain leads to",
    (s) => {
      const r = noLoop(s);
      s.write("relationships", s.free("relationships"), { ...r, nextProp: -1 });
    },
    "relationship-not-first",
    "relationship-previous-not-back",
    "relationship-next-not-back",
  ),
  damage(
    "a relationship has properties that are not in use",
    (s) => {
      s.write("relationships", anyOf(s).id, { nextProp: s.free("properties") });
    },
    "property-not-in-use",
  ),
  damage(
    "a relationship has the properties of a node",
    (s) => {
      const node = s.some("nodes", (n) => n.nextProp !== -1);
      s.write("relationships", s.some("relationships", (r) => r.nextProp === -1).id, {
        nextProp: node.nextProp,
      });
    },
    "property-used-twice",
  ),
  damage(
    "the two sides of a loop have other neighbours",
    (s) => {
      const r = s.some(
        "relationships",
        (one) => isLoop(one) && (one.secondNext !== -1 || !one.isFirstInFirst),
      );
      s.write(
        "relationships",
        r.id,
        r.secondNext !== -1 ? { secondNext: -1 } : { secondPrevious: -1 },
      );
    },
    "relationship-loop-sides-differ",
  ),
];

/** Groups of dense nodes. */
const hasNext = (s: StoreEditor) => s.some("groups", (g) => g.next !== -1);

export const GROUP_DAMAGES: Damage[] = [
  damage(
    "a group is not in use",
    (s) => {
      s.write("groups", s.some("groups").id, { inUse: false });
    },
    "group-not-in-use",
  ),
  damage(
    "a group belongs to another node",
    (s) => {
      const g = s.some("groups");
      s.write("groups", g.id, { owner: other(s, g.owner) });
    },
    "group-of-other-owner",
  ),
  damage(
    "a group has a type that does not exist",
    (s) => {
      s.write("groups", s.some("groups", (g) => g.next === -1).id, {
        type: s.count("relationshipTypes") - 1,
      });
    },
    "group-type-unknown",
  ),
  damage(
    "the groups of a node are out of order",
    (s) => {
      const g = hasNext(s);
      const next = s.read("groups", g.next);
      s.write("groups", g.id, { type: next.type });
      s.write("groups", next.id, { type: g.type });
    },
    "group-types-not-ascending",
  ),
  damage(
    "the groups of a node end too early",
    (s) => {
      s.write("groups", hasNext(s).id, { next: -1 });
    },
    "group-orphan",
  ),
  damage(
    "a group is followed by one that is not in use",
    (s) => {
      s.write("groups", s.some("groups").id, { next: s.free("groups") });
    },
    "group-not-in-use",
  ),
  damage(
    "a group is followed by itself",
    (s) => {
      const g = s.some("groups");
      s.write("groups", g.id, { next: g.id });
    },
    "group-used-twice",
  ),
  damage(
    "two dense nodes share a group",
    (s) => {
      const one = s.some("nodes", (n) => n.isDense);
      const two = s.some("nodes", (n) => n.isDense && n.id !== one.id);
      s.write("nodes", one.id, { nextRel: two.nextRel });
    },
    "group-used-twice",
  ),
  damage(
    "a dense node begins with a group behind the file's end",
    (s) => {
      s.write("nodes", s.some("nodes", (n) => n.isDense).id, { nextRel: s.count("groups") + 2 });
    },
    "group-not-in-use",
  ),
  damage(
    "a group begins with a relationship that is not in use",
    (s) => {
      s.write("groups", s.some("groups", (g) => g.firstOut !== -1).id, {
        firstOut: s.free("relationships"),
      });
    },
    "group-first-relationship-not-in-use",
  ),
  damage(
    "a group begins with a relationship of another node",
    (s) => {
      const g = s.some("groups", (one) => one.firstIn !== -1);
      const r = s.some("relationships", (one) => one.first !== g.owner && one.second !== g.owner);
      s.write("groups", g.id, { firstIn: r.id });
    },
    "group-first-relationship-of-other-node",
  ),
  damage(
    "a group begins with a relationship of another type",
    (s) => {
      const g = s.some("groups", (one) => one.firstOut !== -1);
      const r = s.some("relationships", (one) => one.first === g.owner && one.type !== g.type);
      s.write("groups", g.id, { firstOut: r.id });
    },
    "group-first-relationship-of-other-chain",
    "group-first-relationship-not-first",
  ),
  damage(
    "a group begins with a relationship in the middle of its chain",
    (s) => {
      const g = s.some(
        "groups",
        (one) => one.firstOut !== -1 && s.read("relationships", one.firstOut).firstNext !== -1,
      );
      s.write("groups", g.id, { firstOut: s.read("relationships", g.firstOut).firstNext });
    },
    "group-first-relationship-not-first",
  ),
  damage(
    "a group has its incoming relationships as outgoing ones",
    (s) => {
      const g = s.some("groups", (one) => one.firstIn !== -1 && one.firstIn !== one.firstOut);
      s.write("groups", g.id, { firstOut: g.firstIn, firstIn: g.firstOut });
    },
    "group-first-relationship-of-other-chain",
  ),
  damage(
    "a group has lost its outgoing relationships",
    (s) => {
      s.write("groups", s.some("groups", (g) => g.firstOut !== -1).id, { firstOut: -1 });
    },
    "relationship-not-first",
  ),
];
