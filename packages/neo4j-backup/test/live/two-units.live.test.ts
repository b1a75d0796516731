/**
 * Records over two units, which Neo4j gives only to ids that no test's store has: transactions made by hand lay real
 * records so, and others with ids of 50 bits, which are deleted again. Judged by what each line's recovery leaves.
 */
import { appendFile, cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { logVersions } from "../../src/backup/log-chain.ts";
import { replay } from "../../src/backup/replay-directory.ts";
import { checkStore } from "../../src/check/index.ts";
import { checkBackup, OnlineBackup } from "../../src/index.ts";
import type { Command } from "../../src/log/commands.ts";
import {
  encodeEntry,
  type PlacedEntry,
  readEntries,
  type StartEntry,
} from "../../src/log/entries.ts";
import { logName } from "../../src/log/log-header.ts";
import { IMAGE_FLAG } from "../../src/log/record-images.ts";
import type { NodeFields, RelationshipFields } from "../../src/store/record-fields.ts";
import { type RecordFormat, recordFormat } from "../../src/store/record-formats.ts";
import { storeVersionRow } from "../../src/store/store-versions.ts";
import { StoreEditor } from "../damage/store-editor.ts";
import { compareStores } from "./compare-stores.ts";
import { ALL_LINES, LINES, type Line, nameOf } from "./lines.ts";
import { type Facts, Lab, missingTools } from "./neo4j-lab.ts";
import { rewriteStore } from "./rewrite-store.ts";

const PORT = 7867;
/** Real records that are laid over two units. */
const RECORDS = 25;
/** Of the nodes, so many need but one again. */
const SHRUNK = 5;
const { inUse } = IMAGE_FLAG;
const TWO_UNITS = inUse | IMAGE_FLAG.needsSecondUnit | IMAGE_FLAG.hasSecondUnit;

const nodeImage = ({ nextRel, nextProp, labels, isDense }: Omit<NodeFields, "inUse">) => ({
  ...{ nextRel, nextProp, labels, dense: isDense ? 1 : 0 },
});
const relationshipImage = (r: RelationshipFields) => ({
  ...{ type: r.type, first: r.first, second: r.second, nextProp: r.nextProp },
  ...{ firstPrevious: r.firstPrevious, firstNext: r.firstNext },
  ...{ secondPrevious: r.secondPrevious, secondNext: r.secondNext },
  firstIn: (r.isFirstInFirst ? 1 : 0) | (r.isFirstInSecond ? 2 : 0),
});

/**
 * Commands that lay records of a store over two units, the second ones behind the end of the file; the second
 * list lays some of the nodes into one again, which keeps the second unit's id.
 */
function layOut(directory: string): [Command[], Command[]] {
  const store = new StoreEditor(directory, 1);
  const commands: Command[] = [];
  const shrunk: Command[] = [];
  const nodes = store.all("nodes").filter(({ labels }) => labels < 2 ** 39);
  for (const [i, { id, ...fields }] of nodes.slice(0, RECORDS).entries()) {
    const image = nodeImage(fields);
    const secondUnit = store.count("nodes") + i;
    const before = { node: { flags: inUse, ...image }, dynamicLabels: [] };
    const after = { node: { flags: TWO_UNITS, ...image, secondUnit }, dynamicLabels: [] };
    commands.push({ type: 1, value: { key: { id }, before, after } });
    if (i >= SHRUNK) continue;
    const flags = inUse | IMAGE_FLAG.hasSecondUnit;
    const small = { ...after, node: { ...after.node, flags } };
    shrunk.push({ type: 1, value: { key: { id }, before: after, after: small } });
  }
  for (const [i, { id, ...fields }] of store.all("relationships").slice(0, RECORDS).entries()) {
    const image = relationshipImage(fields);
    const secondUnit = store.count("relationships") + i;
    const before = { flags: inUse, ...image };
    commands.push({ type: 3, value: { id, before, flags: TWO_UNITS, ...image, secondUnit } });
  }
  return [commands, shrunk];
}

/** Records with ids that only two units hold: made by the first list of commands, deleted by the second. */
function farAway(directory: string): [Command[], Command[]] {
  const store = new StoreEditor(directory, 1);
  const placeIn = (name: "nodes" | "relationships" | "groups") => {
    const id = store.count(name) + 2 * RECORDS;
    return { id, secondUnit: id + 3 };
  };
  const node = placeIn("nodes");
  const far = 2 ** 49 + 12_345;
  const nodeMade = {
    ...{ flags: TWO_UNITS, dense: 0, nextRel: far, nextProp: far + 1, labels: 0 },
    secondUnit: node.secondUnit,
  };
  const nodeState = (image: typeof nodeMade | { flags: 0 }) => ({ node: image, dynamicLabels: [] });
  const relationship = placeIn("relationships");
  const relationshipMade = {
    ...{ flags: TWO_UNITS, type: 0, first: far, second: far + 2, nextProp: 2 ** 45, firstIn: 2 },
    ...{ firstPrevious: 2 ** 44, firstNext: 2 ** 43, secondPrevious: 7, secondNext: 2 ** 42 },
    secondUnit: relationship.secondUnit,
  };
  const group = placeIn("groups");
  const groupMade = {
    ...{ flags: TWO_UNITS, type: 0, next: far, firstOut: far + 1, firstIn: 2 ** 40 },
    ...{ firstLoop: 2 ** 41, owner: far + 5, secondUnit: group.secondUnit },
  };
  const { secondUnit: _, ...groupWithout } = groupMade;
  const groupBefore = { ...groupWithout, flags: 0 };
  const groupDeleted = { ...groupMade, flags: IMAGE_FLAG.hasSecondUnit };
  const nodeCommand = (before: object, after: object): Command =>
    ({ type: 1, value: { key: { id: node.id }, before, after } }) as Command;
  return [
    [
      nodeCommand(nodeState({ flags: 0 }), nodeState(nodeMade)),
      {
        type: 3,
        value: { id: relationship.id, before: { flags: 0, type: 0 }, ...relationshipMade },
      },
      { type: 9, value: { id: group.id, before: groupBefore, ...groupMade } },
    ],
    [
      nodeCommand(nodeState(nodeMade), nodeState({ flags: 0 })),
      {
        type: 3,
        value: { id: relationship.id, before: relationshipMade, flags: 0, type: 0 },
      },
      { type: 9, value: { id: group.id, before: groupMade, ...groupDeleted } },
    ],
  ];
}

/** Puts transactions behind the last one of a directory's log. */
async function append(directory: string, transactions: readonly Command[][]): Promise<void> {
  const name = logName((await logVersions(directory)).at(-1) as number);
  const path = join(directory, name);
  const bytes = await readFile(path);
  let version = 0;
  let start: StartEntry | undefined;
  let lastTx = 0;
  await readEntries([bytes] as unknown as AsyncIterable<Buffer>, (entry: PlacedEntry) => {
    version = entry.version;
    if (entry.kind === "commit") lastTx = entry.value.txId;
    if (entry.kind === "start")
      start = {
        start: { ...entry.value.start },
        additionalHeader: Buffer.from(entry.value.additionalHeader),
      };
  });
  if (!start) throw new Error(`${name} holds no transaction`);
  const value = start;
  for (const commands of transactions) {
    const committedAt = value.start.startedAt;
    const entries = [
      encodeEntry({ version, kind: "start", value }),
      ...commands.map((command) => encodeEntry({ version, kind: "command", command })),
      encodeEntry({ version, kind: "commit", value: { txId: ++lastTx, committedAt } }),
    ];
    await appendFile(path, Buffer.concat(entries));
  }
}

const isHighLimit = (line: Line): boolean => line.isHighLimit === true;
const WANTED = LINES.filter(isHighLimit);
const HIGH_LIMIT = WANTED.length > 0 ? WANTED : ALL_LINES.filter(isHighLimit);

describe
  .skipIf(missingTools || WANTED.length === 0)
  .each(HIGH_LIMIT.map((line) => ({ name: nameOf(line), line })))(
  "records over two units in a real Neo4j $name",
  ({ line }) => {
    const { version, storeVersion, rewritesFreed, takesUnitsForNodes = false } = line;
    const format: RecordFormat = recordFormat(storeVersionRow(storeVersion).records);
    let lab: Lab;
    let directory: string;
    let facts: Facts;

    beforeAll(async () => {
      lab = await Lab.make();
      directory = lab.path("backup");
      const server = await lab.start({
        version,
        directory: lab.data("db"),
        port: PORT,
        settings: ["format=high_limit"],
      });
      const backup = OnlineBackup.from("127.0.0.1", PORT);
      await server.sendAll("load 300", "index Person name");
      await backup.full(directory);
      await server.sendAll("load 40", "update 30");
      await backup.incremental(directory);
      facts = await server.facts();
      await server.stop();
      const { scratch } = await replay({ directory, scratch: lab.path("state") });
      const [made, deleted] = farAway(scratch);
      const [laidOut, shrunk] = layOut(scratch);
      await append(directory, [
        [...laidOut, ...made],
        [...deleted, ...shrunk],
      ]);
    }, 300_000);
    afterAll(() => lab?.end());

    test("the log applied lays them as Neo4j's recovery does", async () => {
      const { scratch, brokenLaws } = await replay({ directory, scratch: lab.path("replayed") });
      expect(brokenLaws).toEqual([]);
      const theirs = join(lab.path("recovered"), "graph.db");
      await cp(directory, theirs, { recursive: true });
      await lab.prove(`work ${theirs}|format=high_limit`, version);
      const { differences, leftOver, inUse } = compareStores(scratch, theirs, format);
      expect(differences).toEqual([]);
      expect(leftOver.filter((what) => !rewritesFreed?.test(what))).toEqual([]);
      expect(inUse.nodes).toBeGreaterThan(facts.nodes + RECORDS);
      const files = await Promise.all(
        Object.values(format.stores).map(
          async ({ file }) => [file, await readFile(join(theirs, file))] as const,
        ),
      );
      const byName = new Map<string, Buffer>(files);
      const { done, differences: rewritten } = rewriteStore(
        (name) => byName.get(name) ?? Buffer.alloc(0),
        format,
      );
      expect(rewritten).toEqual([]);
      expect(done.get("nodes: two units")).toBe(RECORDS - SHRUNK);
      expect(done.get("relationships: two units")).toBe(RECORDS);
    }, 300_000);

    test(
      takesUnitsForNodes ? "Neo4j's own scan of all nodes fails on them" : "no content changes",
      async () => {
        const read = lab.digest(directory, version);
        if (takesUnitsForNodes) await expect(read).rejects.toThrow("Unable to load NODE");
        else expect(await read).toEqual({ ...facts, lastTx: facts.lastTx + 2 });
      },
    );

    test("the check reads them, takes what the deletions left behind for legal, and so does Neo4j's", async () => {
      const verdict = await checkBackup(directory, { scratch: lab.path("scratch") });
      expect(verdict.findings).toEqual([]);
      expect(verdict.records).toMatchObject({ nodes: facts.nodes, relationships: facts.rels });
      const theirs = join(lab.path("recovered"), "graph.db");
      expect((await checkStore({ directory: theirs })).findings).toEqual([]);
      expect(await lab.prove(`check ${theirs}`, version)).toMatch(/ consistent$/);
    }, 300_000);
  },
);
