import type { NamedTransaction } from "./schema.ts";

const VERBS = { created: "creates", changed: "changes", deleted: "deletes" } as const;
/** What is worse to lose sight of comes first. */
const OPERATIONS = ["deleted", "created", "changed"] as const;
const MOST_NAMES = 3;

const count = (value: number): string => value.toLocaleString("en");
const plural = (value: number, one: string, many: string): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** What a transaction did, to continue "this transaction ...": "deletes 48,210 of :Session". */
export function sentenceOf(transaction: NamedTransaction): string {
  for (const operation of OPERATIONS) {
    const said = entitySentence(transaction, operation);
    if (said) return said;
  }
  return otherSentence(transaction);
}

type Operation = (typeof OPERATIONS)[number];

function entitySentence(transaction: NamedTransaction, operation: Operation): string | null {
  const parts = [
    part(transaction, operation, "label", transaction.nodes[operation]),
    part(transaction, operation, "type", transaction.relationships[operation]),
  ].filter((one) => one !== null);
  return parts.length === 0 ? null : `${VERBS[operation]} ${parts.join(" and ")}`;
}

/** By name where the log says names, else as nodes or relationships. */
function part(
  transaction: NamedTransaction,
  operation: Operation,
  kind: "label" | "type",
  total: number,
): string | null {
  if (total === 0) return null;
  const named = transaction.byTokenNamed
    .map((one) => ({ ...one, many: operation === "changed" ? 0 : one[operation] }))
    .filter((one) => one.kind === kind && one.many > 0)
    .sort((a, b) => b.many - a.many);
  const [first] = named;
  if (first && first.many === total) return `${count(total)} of :${first.name}`;
  const all =
    kind === "label"
      ? plural(total, "node", "nodes")
      : plural(total, "relationship", "relationships");
  if (!first) return all;
  const names = named.slice(0, MOST_NAMES).map((one) => `:${one.name}`);
  return `${all} (${names.join(", ")}${named.length > MOST_NAMES ? ", ..." : ""})`;
}

/** Of a transaction that touched neither nodes nor relationships as such. */
function otherSentence({ properties, labels, schema, tokens, legacyIndexes }: NamedTransaction) {
  const touched = properties.created + properties.changed + properties.deleted;
  if (touched > 0) return `changes ${plural(touched, "property", "properties")}`;
  if (labels.added + labels.removed > 0)
    return `changes ${plural(labels.added + labels.removed, "label", "labels")}`;
  if (schema > 0) return `changes ${plural(schema, "schema rule", "schema rules")}`;
  if (tokens > 0) return `adds ${plural(tokens, "name", "names")}`;
  if (legacyIndexes > 0) return `changes ${plural(legacyIndexes, "index entry", "index entries")}`;
  return "changes nothing that is stored";
}
