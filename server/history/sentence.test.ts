import { expect, test } from "vitest";
import type { NamedByToken, NamedTransaction } from "./schema.ts";
import { sentenceOf } from "./sentence.ts";

const none = { created: 0, changed: 0, deleted: 0 };
const transaction = (patch: Partial<NamedTransaction>): NamedTransaction => ({
  tx: 7,
  startedAt: 0,
  committedAt: 0,
  bytes: 100,
  commands: 1,
  nodes: none,
  relationships: none,
  properties: none,
  labels: { added: 0, removed: 0 },
  schema: 0,
  tokens: 0,
  legacyIndexes: 0,
  byToken: [],
  byTokenNamed: [],
  ...patch,
});
const label = (name: string, created: number, deleted = 0): NamedByToken => ({
  kind: "label",
  id: 1,
  name,
  created,
  deleted,
});

test("what was deleted comes first, by its label", () => {
  const found = transaction({
    nodes: { created: 3, changed: 0, deleted: 48_210 },
    byTokenNamed: [label("Session", 0, 48_210), label("User", 3)],
  });
  expect(sentenceOf(found)).toBe("deletes 48,210 of :Session");
});

test("nodes and relationships are said together, each by its name", () => {
  const found = transaction({
    nodes: { ...none, created: 1 },
    relationships: { ...none, created: 2 },
    byTokenNamed: [
      label("Order", 1),
      { kind: "type", id: 0, name: "CONTAINS", created: 2, deleted: 0 },
    ],
  });
  expect(sentenceOf(found)).toBe("creates 1 of :Order and 2 of :CONTAINS");
});

test("several labels are counted together and named, the first three", () => {
  const found = transaction({
    nodes: { ...none, created: 10 },
    byTokenNamed: [label("A", 1), label("B", 4), label("C", 3), label("D", 2)],
  });
  expect(sentenceOf(found)).toBe("creates 10 nodes (:B, :C, :D, ...)");
});

test("what has no name is a node or a relationship", () => {
  expect(sentenceOf(transaction({ nodes: { ...none, deleted: 1 } }))).toBe("deletes 1 node");
  expect(sentenceOf(transaction({ relationships: { ...none, changed: 2 } }))).toBe(
    "changes 2 relationships",
  );
});

test("transactions that touch neither say what they touch", () => {
  expect(sentenceOf(transaction({ properties: { ...none, created: 2 } }))).toBe(
    "changes 2 properties",
  );
  expect(sentenceOf(transaction({ labels: { added: 1, removed: 0 } }))).toBe("changes 1 label");
  expect(sentenceOf(transaction({ schema: 1 }))).toBe("changes 1 schema rule");
  expect(sentenceOf(transaction({ tokens: 3 }))).toBe("adds 3 names");
  expect(sentenceOf(transaction({ legacyIndexes: 1 }))).toBe("changes 1 index entry");
  expect(sentenceOf(transaction({}))).toBe("changes nothing that is stored");
});
