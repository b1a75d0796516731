import { NO_ID } from "../../src/bytes/layout.ts";
import {
  COUNTS_FILES,
  type Counts,
  decodeCounts,
  encodeCounts,
  newestCounts,
} from "../../src/store/counts-store.ts";
import { decodeLabelField } from "../../src/store/label-field.ts";
import { NEOSTORE, NEOSTORE_RECORD, neostoreRecord } from "../../src/store/neostore.ts";
import { blockKey, blockLongs, blockType } from "../../src/store/property-values.ts";
import {
  decodeSchemaRule,
  encodeSchemaRule,
  type SchemaRule,
} from "../../src/store/schema-rules.ts";
import { type Damage, damage, of2, ofExistence } from "./damage.ts";
import { NoOccasion, type StoreEditor } from "./store-editor.ts";

interface PlacedRule {
  id: number;
  rule: SchemaRule;
  /** The records it lies in, and how many bytes each holds. */
  records: { id: number; length: number }[];
}

function rules(s: StoreEditor): PlacedRule[] {
  return s.all("schema").flatMap(({ id, isContinuation }) => {
    if (isContinuation) return [];
    const records: PlacedRule["records"] = [];
    for (let at = id; at !== NO_ID && records.length < 10; ) {
      const { length, next } = s.read("schema", at);
      records.push({ id: at, length });
      at = next;
    }
    const pieces = records.map((one) => s.data("schema", one.id).subarray(0, one.length));
    const rule = decodeSchemaRule(Buffer.concat(pieces));
    return rule ? [{ id, rule, records }] : [];
  });
}

function change(
  s: StoreEditor,
  kinds: SchemaRule["kind"][],
  edit: (rule: SchemaRule, id: number) => SchemaRule,
): void {
  const { id, rule, records } = s.one(rules(s).filter((one) => kinds.includes(one.rule.kind)));
  const bytes = encodeSchemaRule(edit(rule, id));
  const [first] = records;
  if (records.length === 1 && first && bytes.length <= s.data("schema", id).length)
    first.length = bytes.length;
  if (records.reduce((sum, { length }) => sum + length, 0) !== bytes.length)
    throw new NoOccasion("the rule does not fit");
  let at = 0;
  for (const { id: record, length } of records) {
    s.data("schema", record).set(bytes.subarray(at, at + length));
    s.write("schema", record, { length });
    at += length;
  }
}
const ruleOf = <K extends SchemaRule["kind"]>(s: StoreEditor, kind: K) => {
  const { rule } = s.one(rules(s).filter((one) => one.rule.kind === kind));
  return rule as Extract<SchemaRule, { kind: K }>;
};
const LABELLED: SchemaRule["kind"][] = [
  "index",
  "constraint index",
  "uniqueness",
  "node existence",
];

export const TOKEN_DAMAGES: Damage[] = [
  damage(
    "a label in use is not in use",
    (s) => {
      const labelled = s.some("nodes", ({ labels }) => labels > 0 && labels < 2 ** 39);
      const field = decodeLabelField(labelled.labels);
      s.write("labels", "labels" in field ? (field.labels[0] as number) : 0, { inUse: 0 });
    },
    "node-label-unknown",
  ),
  damage(
    "a relationship type in use is not in use",
    (s) => {
      s.write("relationshipTypes", s.some("relationships").type, { inUse: 0 });
    },
    "relationship-type-unknown",
  ),
  damage(
    "a property key in use is not in use",
    (s) => {
      s.write("propertyKeys", blockKey(s.some("properties").blocks, 0), { inUse: 0 });
    },
    "property-key-unknown",
  ),
  damage(
    "two labels have the same name",
    (s) => {
      const [one, two] = [s.some("labels"), s.some("labels")];
      if (one.id === two.id) throw new NoOccasion("the same label");
      const { length } = s.read("labelNames", one.nameId);
      s.data("labelNames", two.nameId).set(s.data("labelNames", one.nameId));
      s.write("labelNames", two.nameId, { length });
    },
    "token-name-twice",
  ),
  damage(
    "two property keys share a name",
    (s) => {
      const [one, two] = [s.some("propertyKeys"), s.some("propertyKeys")];
      if (one.id === two.id) throw new NoOccasion("the same key");
      s.write("propertyKeys", one.id, { nameId: two.nameId });
    },
    "dynamic-used-twice",
  ),
  damage(
    "the name of a relationship type is not in use",
    (s) => {
      s.write("relationshipTypeNames", s.some("relationshipTypes").nameId, { inUse: false });
    },
    "dynamic-not-in-use",
  ),
  damage(
    "the name of a label is empty",
    (s) => {
      s.write("labelNames", s.some("labels").nameId, { length: 0 });
    },
    "dynamic-empty",
    "token-name-empty",
  ),
  damage(
    "a name that belongs to no property key",
    (s) => {
      s.write("propertyKeyNames", s.free("propertyKeyNames"), {
        inUse: true,
        isContinuation: false,
        length: 4,
        next: -1,
      });
    },
    "dynamic-orphan",
  ),
];

export const SCHEMA_DAMAGES: Damage[] = [
  damage(
    "a schema rule is about a label that does not exist",
    (s) => {
      change(s, LABELLED, (rule) => ({ ...rule, token: s.count("labels") - 1 }));
    },
    "schema-label-unknown",
  ),
  ofExistence(
    damage(
      "a schema rule is about a relationship type that does not exist",
      (s) => {
        change(s, ["relationship existence"], (rule) => ({
          ...rule,
          token: s.count("relationshipTypes") - 1,
        }));
      },
      "schema-type-unknown",
    ),
  ),
  damage(
    "a schema rule is about a property key that does not exist",
    (s) => {
      change(s, ["index", "node existence"], (rule) => ({
        ...rule,
        keys: [s.count("propertyKeys") - 1],
      }));
    },
    "schema-key-unknown",
  ),
  damage(
    "a schema rule is of no kind",
    (s) => {
      const { id } = s.one(rules(s));
      s.data("schema", id)[4] = 44;
    },
    "schema-rule-unreadable",
  ),
  damage(
    "a constraint owns an index that is not its own",
    (s) => {
      change(s, ["uniqueness"], (rule, id) => ({ ...rule, index: id }) as SchemaRule);
    },
    "schema-index-not-back",
  ),
  damage(
    "an index belongs to a rule that is no constraint of it",
    (s) => {
      change(s, ["constraint index"], (rule, id) => ({ ...rule, owner: id }) as SchemaRule);
    },
    "schema-constraint-not-back",
  ),
  damage(
    "a uniqueness constraint is gone",
    (s) => {
      const { id } = s.one(rules(s).filter(({ rule }) => rule.kind === "uniqueness"));
      s.write("schema", id, { inUse: false });
    },
    "schema-constraint-not-back",
  ),
  damage(
    "the index of a uniqueness constraint is gone",
    (s) => {
      const { id } = s.one(rules(s).filter(({ rule }) => rule.kind === "constraint index"));
      s.write("schema", id, { inUse: false });
    },
    "schema-index-not-back",
  ),
  damage(
    "two schema rules say the same",
    (s) => {
      const { rule } = s.one(rules(s).filter((one) => one.rule.kind === "index"));
      const id = s.free("schema");
      const bytes = encodeSchemaRule(rule);
      s.data("schema", id).set(bytes);
      s.write("schema", id, { inUse: true, isContinuation: false, length: bytes.length, next: -1 });
    },
    "schema-rule-twice",
  ),
  damage(
    "a value is there twice under a uniqueness constraint",
    (s) => {
      const { token, keys } = ruleOf(s, "uniqueness");
      const places = valuesOf(s, token, keys[0] as number);
      const from = s.one(places);
      const to = s.one(places.filter(({ id, longs }) => id !== from.id && longs === from.longs));
      const bytes = s.blocks(from.id).subarray(from.at, from.at + from.longs * 8);
      s.blocks(to.id).set(Buffer.from(bytes), to.at);
    },
    "node-value-not-unique",
  ),
  ofExistence(
    damage(
      "a node lacks a property that must exist",
      (s) => {
        const { token, keys } = ruleOf(s, "node existence");
        drop(s, s.one(valuesOf(s, token, keys[0] as number)));
      },
      "node-property-missing",
    ),
  ),
  ofExistence(
    damage(
      "a relationship lacks a property that must exist",
      (s) => {
        const { token, keys } = ruleOf(s, "relationship existence");
        const owners = s.all("relationships").filter(({ type }) => type === token);
        drop(s, s.one(owners.flatMap(({ nextProp }) => placesOf(s, nextProp, keys[0] as number))));
      },
      "relationship-property-missing",
    ),
  ),
];

interface Place {
  id: number;
  at: number;
  longs: number;
}
/** Where a property lies in a chain. */
const placesOf = (s: StoreEditor, first: number, key: number): Place[] =>
  s.chain(first).flatMap((id) =>
    s.blockOffsets(id).flatMap((at) => {
      const blocks = s.read("properties", id).blocks;
      return blockKey(blocks, at) === key && blockType(blocks, at) < 9
        ? [{ id, at, longs: blockLongs(blocks, at) }]
        : [];
    }),
  );
const valuesOf = (s: StoreEditor, label: number, key: number): Place[] =>
  s.all("nodes").flatMap(({ labels, nextProp }) => {
    const field = decodeLabelField(labels);
    return "labels" in field && field.labels.includes(label) ? placesOf(s, nextProp, key) : [];
  });
/** Gives the property another key, one that its owner is unlikely to have. */
function drop(s: StoreEditor, { id, at }: Place): void {
  const key = Math.max(...s.all("propertyKeys").map((token) => token.id));
  s.blocks(id).writeUIntBE(key, at + 5, 3);
}

/** Changes the file that counts. */
function recount(s: StoreEditor, edit: (counts: Counts) => Counts): void {
  const files = COUNTS_FILES.map((name) => decodeCounts(s.file(name)));
  const newest = newestCounts(files);
  if (!newest) throw new NoOccasion("no counts store");
  s.replace(COUNTS_FILES[newest.index] as string, encodeCounts(edit(newest.counts)));
}
const editRow = (kind: "node" | "relationship") => (s: StoreEditor) =>
  recount(s, (counts) => {
    const row = s.one(counts.rows.filter((one) => one.kind === kind));
    return {
      ...counts,
      rows: counts.rows.map((one) =>
        one === row ? { ...one, count: 3 + ("count" in one ? one.count : 0) } : one,
      ),
    };
  });

export const COUNTS_DAMAGES: Damage[] = [
  damage("a count of nodes is wrong", editRow("node"), "counts-node-wrong"),
  damage("a count of relationships is wrong", editRow("relationship"), "counts-relationship-wrong"),
  damage(
    "a count of relationships is missing",
    (s) => {
      recount(s, (counts) => {
        const row = s.one(
          counts.rows.filter((one) => one.kind === "relationship" && one.count > 0),
        );
        return { ...counts, rows: counts.rows.filter((one) => one !== row) };
      });
    },
    "counts-relationship-wrong",
  ),
  damage(
    "a count of nodes is for a label that does not exist",
    (s) => {
      recount(s, (counts) => ({
        ...counts,
        rows: [...counts.rows, { kind: "node", label: 4000, count: 2 }],
      }));
    },
    "counts-node-wrong",
  ),
  damage(
    "a count of nothing is kept",
    (s) => {
      recount(s, (counts) => ({
        ...counts,
        rows: [...counts.rows, { kind: "node", label: 4000, count: 0 }],
      }));
    },
    "counts-of-nothing",
  ),
  damage(
    "the graph's own properties are not in use",
    (s) => {
      const at = NEOSTORE_RECORD.firstGraphProperty * neostoreRecord.size;
      const bytes = Buffer.from(s.file(NEOSTORE));
      neostoreRecord.write(bytes, at, { inUse: 1, value: BigInt(s.free("properties")) });
      s.replace(NEOSTORE, bytes);
    },
    "property-not-in-use",
  ),
  of2(
    damage(
      "the graph has lost its properties",
      (s) => {
        const at = NEOSTORE_RECORD.firstGraphProperty * neostoreRecord.size;
        const bytes = Buffer.from(s.file(NEOSTORE));
        if (neostoreRecord.read(bytes, at).value < 0n) throw new NoOccasion("it has none");
        neostoreRecord.write(bytes, at, { inUse: 1, value: -1n });
        s.replace(NEOSTORE, bytes);
      },
      "property-orphan",
    ),
  ),
];
