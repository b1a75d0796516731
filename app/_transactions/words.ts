import { OPERATIONS, type Operation } from "neo4j-backup/catalogue";
import type { NamedTransaction } from "../_trpc/types.ts";
import { formatCount, plural } from "../_ui/format/bytes.ts";

const OPERATION_WORDS: Record<Operation, string> = {
  "node-created": "Nodes created",
  "node-changed": "Nodes changed",
  "node-deleted": "Nodes deleted",
  "relationship-created": "Relationships created",
  "relationship-changed": "Relationships changed",
  "relationship-deleted": "Relationships deleted",
  "property-created": "Properties created",
  "property-changed": "Properties changed",
  "property-deleted": "Properties deleted",
  "label-added": "Labels added",
  "label-removed": "Labels removed",
  schema: "Schema changed",
  token: "Names added",
  "legacy-index": "Legacy index changed",
};

export const OPERATION_OPTIONS = [
  { value: "", label: "All" },
  ...OPERATIONS.map((value) => ({ value: value as string, label: OPERATION_WORDS[value] })),
];

/** A figure with its sign: `+3` created, `~2` changed, `−1` deleted. */
export interface SignedFigure {
  sign: "+" | "~" | "−";
  word: "created" | "changed" | "deleted";
  text: string;
}

const SIGNS = [
  ["+", "created"],
  ["~", "changed"],
  ["−", "deleted"],
] as const;

/** The figures that are not zero, created first. */
export function figuresOf(changes: {
  created: number;
  changed?: number;
  deleted: number;
}): SignedFigure[] {
  return SIGNS.flatMap(([sign, word]) => {
    const count = changes[word] ?? 0;
    return count === 0 ? [] : [{ sign, word, text: `${sign}${formatCount(count)}` }];
  });
}

/** What a transaction did besides nodes, relationships and properties. */
export function othersOf(transaction: NamedTransaction): string[] {
  const { labels, schema, tokens, legacyIndexes } = transaction;
  const said: string[] = [];
  if (labels.added > 0) said.push(`${plural(labels.added, "label")} added`);
  if (labels.removed > 0) said.push(`${plural(labels.removed, "label")} removed`);
  if (schema > 0) said.push(plural(schema, "schema rule"));
  if (tokens > 0) said.push(plural(tokens, "new name"));
  if (legacyIndexes > 0)
    said.push(plural(legacyIndexes, "legacy index entry", "legacy index entries"));
  return said;
}

export interface NamedFigures {
  key: string;
  name: string;
  figures: SignedFigure[];
}

/** Labels and types by name, those with most changes first. */
export function namedFigures(transaction: NamedTransaction): NamedFigures[] {
  return [...transaction.byTokenNamed]
    .sort((a, b) => b.created + b.deleted - (a.created + a.deleted))
    .map((each) => ({
      key: `${each.kind}-${each.id}`,
      name: `:${each.name}`,
      figures: figuresOf(each),
    }))
    .filter((each) => each.figures.length > 0);
}
