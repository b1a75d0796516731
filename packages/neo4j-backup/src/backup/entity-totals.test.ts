import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSample, writeFiles } from "../serve/sample.ts";
import { encodeCounts } from "../store/counts-store.ts";
import { entityTotals } from "./entity-totals.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "totals-"));
});
afterEach(() => rm(directory, { recursive: true }));

test("a real store says how many nodes and relationships it counts", async () => {
  await writeFiles(directory, await readSample());
  const totals = await entityTotals(directory);
  expect(totals.basis).toBe("counts");
  expect(totals.nodes).toBeGreaterThan(0);
  expect(totals.asOfTx).toBeGreaterThan(0);
});

test("the later of the two files counts, and rows of one label or type do not", async () => {
  await writeFile(join(directory, "neostore"), "");
  await mkdir(directory, { recursive: true });
  const counts = (txId: number, nodes: number) =>
    encodeCounts({
      txId,
      minorVersion: 0,
      format: 1,
      rows: [
        { kind: "node", label: -1, count: nodes },
        { kind: "node", label: 0, count: 3 },
        { kind: "relationship", start: -1, type: -1, end: -1, count: 7 },
        { kind: "relationship", start: 0, type: -1, end: -1, count: 5 },
      ],
    });
  await writeFile(join(directory, "neostore.counts.db.a"), counts(12, 40));
  await writeFile(join(directory, "neostore.counts.db.b"), counts(15, 44));
  expect(await entityTotals(directory)).toEqual({
    basis: "counts",
    asOfTx: 15,
    nodes: 44,
    relationships: 7,
  });
});

test("without counts the files' sizes are the most there can be, and it says so", async () => {
  await writeFile(join(directory, "neostore"), "");
  await writeFile(join(directory, "neostore.nodestore.db"), Buffer.alloc(15 * 9 + 4));
  await writeFile(join(directory, "neostore.relationshipstore.db"), Buffer.alloc(34 * 2));
  await writeFile(join(directory, "neostore.counts.db.a"), "no counts");
  expect(await entityTotals(directory)).toEqual({
    basis: "high marks",
    asOfTx: null,
    nodes: 9,
    relationships: 2,
  });
});
