/** The counts store against what the records add up to. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import {
  ANY_TOKEN,
  COUNTS_FILES,
  type Counts,
  type CountsFile,
  decodeCounts,
  newestCounts,
} from "../store/counts-store.ts";
import type { Reporter } from "./findings.ts";
import type { LabelSet } from "./label-sets.ts";
import type { PairCounts } from "./pair-counter.ts";
import type { TokenNames } from "./tokens.ts";

/** Row 0 and 1 are no counts. */
const ROW_BYTES = 32;
const FIRST_ROW = 2;

/** What the records add up to. */
export interface Recount {
  labelSets: LabelSet[];
  starts: PairCounts[];
  ends: PairCounts[];
}

/**
 * @returns false when there is no counts store at all: Neo4j counts again when it starts
 */
export async function checkCounts(
  directory: string,
  recount: Recount,
  names: TokenNames,
  report: Reporter,
): Promise<boolean> {
  const files = await Promise.all(COUNTS_FILES.map((name) => readCounts(join(directory, name))));
  if (files.every((file) => file === undefined)) return false;
  const read = files.map((file) => file ?? { problem: "missing" });
  const newest = newestCounts(read);
  if (!newest) {
    const problems = read.map((file) => ("problem" in file ? file.problem : "")).join("; ");
    report.tell(
      "counts-unreadable",
      { store: COUNTS_FILES[0], recordId: 0, offset: 0 },
      { value: problems },
    );
    return true;
  }
  const file = COUNTS_FILES[newest.index] as string;
  compare(
    newest.counts,
    nodesOf(recount),
    relationshipsOf(recount),
    (key, about, kind, row, words) => {
      const recordId = row + FIRST_ROW;
      const what = about === "node" ? nodeWords(key, names) : relationshipWords(key, names);
      report.tell(
        kind,
        { store: file, recordId, offset: recordId * ROW_BYTES },
        { what, ...words },
      );
    },
  );
  return true;
}

async function readCounts(path: string): Promise<CountsFile | undefined> {
  try {
    return decodeCounts(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    if (error instanceof BackupError) return { problem: error.message };
    throw error;
  }
}

type Sums = Map<string, number>;
const add = (sums: Sums, key: string, by: number): void =>
  void sums.set(key, (sums.get(key) ?? 0) + by);

/** By label; -1 is all nodes. */
function nodesOf({ labelSets }: Recount): Sums {
  const sums: Sums = new Map();
  for (const { labels, nodes } of labelSets) {
    add(sums, `${ANY_TOKEN}`, nodes);
    for (const label of labels) add(sums, `${label}`, nodes);
  }
  return sums;
}

/** By start label, type and end label, of which at least one label is -1, any. */
function relationshipsOf({ labelSets, starts, ends }: Recount): Sums {
  const labelsOf = new Map(labelSets.map(({ number, labels }) => [number, labels]));
  const sums: Sums = new Map();
  const each = (pairs: PairCounts[], visit: (labels: number[], type: number, by: number) => void) =>
    pairs.forEach(({ sets, types, counts }) => {
      sets.forEach((set, i) => {
        visit(labelsOf.get(set) ?? [], types[i] as number, counts[i] as number);
      });
    });
  each(starts, (labels, type, by) => {
    for (const one of [type, ANY_TOKEN]) {
      add(sums, `${ANY_TOKEN},${one},${ANY_TOKEN}`, by);
      for (const label of labels) add(sums, `${label},${one},${ANY_TOKEN}`, by);
    }
  });
  each(ends, (labels, type, by) => {
    for (const one of [type, ANY_TOKEN])
      for (const label of labels) add(sums, `${ANY_TOKEN},${one},${label}`, by);
  });
  return sums;
}

type CountsKind = "counts-node-wrong" | "counts-relationship-wrong" | "counts-of-nothing";

/** What is counted as 0 is left out of the file. */
function compare(
  { rows }: Counts,
  nodes: Sums,
  relationships: Sums,
  differs: (
    key: string,
    about: "node" | "relationship",
    kind: CountsKind,
    row: number,
    words: { value: number; found: number },
  ) => void,
): void {
  const sums = { node: nodes, relationship: relationships };
  const wrong = { node: "counts-node-wrong", relationship: "counts-relationship-wrong" } as const;
  rows.forEach((row, i) => {
    if (row.kind !== "node" && row.kind !== "relationship") return;
    const { kind: about, count: value } = row;
    const key = about === "node" ? `${row.label}` : `${row.start},${row.type},${row.end}`;
    const found = sums[about].get(key) ?? 0;
    sums[about].delete(key);
    if (value !== found) differs(key, about, wrong[about], i, { value, found });
    else if (value === 0) differs(key, about, "counts-of-nothing", i, { value, found });
  });
  for (const about of ["node", "relationship"] as const)
    for (const [key, found] of sums[about])
      if (found !== 0) differs(key, about, wrong[about], rows.length, { value: 0, found });
}

const called = (names: ReadonlyMap<number, string>, id: number): string => names.get(id) ?? `${id}`;

const nodeWords = (key: string, { label }: TokenNames): string =>
  Number(key) === ANY_TOKEN ? "nodes" : `nodes with label ${called(label, Number(key))}`;

function relationshipWords(key: string, { label, relationshipType }: TokenNames): string {
  const [start, type, end] = key.split(",").map(Number) as [number, number, number];
  const of =
    type === ANY_TOKEN
      ? "relationships"
      : `relationships of type ${called(relationshipType, type)}`;
  const from = start === ANY_TOKEN ? "" : ` from nodes with label ${called(label, start)}`;
  return `${of}${from}${end === ANY_TOKEN ? "" : ` to nodes with label ${called(label, end)}`}`;
}
