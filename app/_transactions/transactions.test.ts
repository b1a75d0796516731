import { expect, test } from "vitest";
import type { NamedTransaction, TokensDto } from "../_trpc/types.ts";
import { entityName, labelChanges } from "./entity-words.ts";
import {
  fromLocalField,
  isFiltered,
  listSearch,
  NO_FILTERS,
  parseList,
  toFilter,
  toLocalField,
} from "./filters.ts";
import { tokenOptions } from "./token-options.ts";
import { figuresOf, namedFigures, OPERATION_OPTIONS, othersOf } from "./words.ts";

const tokens: TokensDto = {
  labels: [{ id: 3, name: "Session" }],
  types: [{ id: 1, name: "KNOWS" }],
  keys: [{ id: 0, name: "name" }],
};
const none = { created: 0, changed: 0, deleted: 0 };
const summary = (patch: Partial<NamedTransaction> = {}): NamedTransaction => ({
  tx: 7,
  startedAt: 0,
  committedAt: 1,
  bytes: 100,
  commands: 3,
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

test("filters survive the address; what cannot be read is dropped", () => {
  const filters = {
    ...NO_FILTERS,
    operation: "node-deleted",
    label: "Session",
    node: "42",
    from: "2026-11-22T13:31:07.000Z",
  };
  const address = { setId: "s", filters, before: 9 };
  expect(parseList(new URLSearchParams(listSearch(address)))).toEqual(address);
  const odd = parseList(new URLSearchParams("operation=drop&node=x&from=soon&before=-1"));
  expect(odd).toEqual({ setId: null, filters: NO_FILTERS, before: null });
  expect(isFiltered(odd.filters)).toBe(false);
});

test("names become ids of the set; a name that it does not know is said", () => {
  const filters = {
    ...NO_FILTERS,
    operation: "schema",
    label: "Session",
    type: "KNOWS",
    key: "name",
  };
  expect(toFilter({ ...filters, rel: "5", first: "10", last: "20" }, tokens).filter).toEqual({
    operations: ["schema"],
    label: 3,
    type: 1,
    propertyKey: 0,
    relationship: 5,
    firstTx: 10,
    lastTx: 20,
  });
  expect(toFilter({ ...NO_FILTERS, type: "LIKES" }, tokens).unknown).toMatch(/type LIKES$/);
  expect(
    tokenOptions(tokens, { label: "Gone", type: "", key: "" }).label.map((o) => o.value),
  ).toEqual(["", "Gone", "Session"]);
});

test("a time goes into its field and out again", () => {
  const iso = "2026-11-22T13:31:07.000Z";
  expect(fromLocalField(toLocalField(iso))).toBe(iso);
  expect([fromLocalField(""), fromLocalField("x"), toLocalField("")]).toEqual(["", "", ""]);
});

test("figures carry their sign, zeros are left out, labels come by their weight", () => {
  expect(figuresOf({ created: 1200, changed: 0, deleted: 3 }).map((f) => f.text)).toEqual([
    "+1,200",
    "−3",
  ]);
  const named = namedFigures(
    summary({
      byTokenNamed: [
        { kind: "label", id: 1, name: "Person", created: 1, deleted: 0 },
        { kind: "type", id: 1, name: "KNOWS", created: 0, deleted: 4 },
      ],
    }),
  );
  expect(named.map((each) => each.name)).toEqual([":KNOWS", ":Person"]);
  expect(othersOf(summary({ schema: 1, labels: { added: 2, removed: 0 } }))).toEqual([
    "2 labels added",
    "1 schema rule",
  ]);
  expect(OPERATION_OPTIONS.every((option) => option.label)).toBe(true);
});

test("entities and their labels in words", () => {
  expect(entityName({ kind: "node", id: 4200 })).toBe("Node 4,200");
  expect(entityName({ kind: "graph", id: -1 })).toBe("Graph");
  const node = { kind: "node" as const, id: 1, properties: [] };
  const labels = { labelsBefore: ["A", "B"], labelsAfter: ["B", "C"] };
  expect(labelChanges({ ...node, operation: "changed", ...labels })).toEqual([
    { name: "A", change: "removed" },
    { name: "B", change: "kept" },
    { name: "C", change: "added" },
  ]);
  expect(labelChanges({ ...node, operation: "deleted", labelsBefore: ["A"] })).toEqual([
    { name: "A", change: "kept" },
  ]);
});
