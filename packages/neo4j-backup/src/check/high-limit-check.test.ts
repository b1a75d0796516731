import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DAMAGES } from "../../test/damage/damages.ts";
import { expectFound } from "../../test/damage/expect-found.ts";
import { flipBits } from "../../test/damage/flip-bits.ts";
import { unpackGoldenStore } from "../../test/damage/golden-store.ts";
import { UnitAccess } from "../../test/damage/record-access.ts";
import { StoreEditor } from "../../test/damage/store-editor.ts";
import { UNIT } from "../store/high-limit-records.ts";
import { STORES } from "../store/records.ts";
import { checkStore } from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "holdfast-check-high-"));
const golden = join(root, "golden");
let copies = 0;
let directory: string;

beforeAll(() => unpackGoldenStore(golden, "3.4.18-high-limit"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  directory = join(root, `copy-${++copies}`);
  cpSync(golden, directory, { recursive: true });
});

type Units = "nodes" | "relationships" | "groups";

/** Lays a record over two units, the second of which is a free record of its store. */
function layOut(editor: StoreEditor, store: Units, id: number, secondUnit: number): void {
  const bytes = editor.recordBytes(store);
  const { file } = STORES[store];
  const units = Buffer.from(editor.file(file));
  const access = new UnitAccess(store, bytes, editor.format);
  const record = access.read(units, id);
  const { unit, second } = access.encode(id, record, { kind: "two units", secondUnit });
  units.set(unit, id * bytes);
  units.set(second?.bytes ?? [], secondUnit * bytes);
  editor.replace(file, units);
}

/** Ids of free records, from the end. */
function freeOnes(editor: StoreEditor, store: Units, count: number): number[] {
  const found: number[] = [];
  for (let id = editor.count(store) - 1; id > 0 && found.length < count; id--)
    if (!editor.isInUse(store, id)) found.push(id);
  return found;
}

describe("the consistency check of a high-limit store", () => {
  it.each(["3.2.9-high-limit", "3.4.18-high-limit"] as const)(
    "finds nothing in the sound one of a real Neo4j %s, alone and on threads",
    async (name) => {
      const sound = join(root, `sound-${name}`);
      unpackGoldenStore(sound, name);
      for (const threads of [1, 2]) {
        const verdict = await checkStore({ directory: sound, threads });
        expect(verdict.findings).toEqual([]);
        expect(verdict.ok).toBe(true);
        expect(verdict.records.nodes).toBeGreaterThan(100);
        expect(verdict.records.relationships).toBeGreaterThan(100);
        expect(verdict.records.propertyRecords).toBeGreaterThan(100);
      }
    },
    30_000,
  );

  it.each(DAMAGES.filter(({ isOf2 }) => !isOf2).map((damage) => [damage.name, damage] as const))(
    "finds that %s",
    (_, damage) => expectFound(directory, damage),
  );

  it("reads records of two units, and takes a second one that is left over for legal", async () => {
    const before = await checkStore({ directory });
    const editor = new StoreEditor(directory, 3);
    for (const store of ["nodes", "relationships", "groups"] as const) {
      const [unit, orphan] = freeOnes(editor, store, 2) as [number, number];
      layOut(editor, store, editor.some(store).id, unit);
      const units = Buffer.from(editor.file(STORES[store].file));
      units[orphan * editor.recordBytes(store)] = UNIT.inUse | UNIT.hasTwoUnits;
      editor.replace(STORES[store].file, units);
    }
    editor.save();
    const { findings, records } = await checkStore({ directory });
    expect(findings).toEqual([]);
    expect(records).toEqual(before.records);
  });

  it.each(["nodes", "relationships", "groups"] as const)(
    "finds that two %s go on in the same record",
    async (store) => {
      const editor = new StoreEditor(directory, 3);
      const [unit] = freeOnes(editor, store, 1) as [number];
      const [one, other] = editor.all(store);
      for (const record of [one, other]) layOut(editor, store, record?.id as number, unit);
      editor.save();
      const { findings, totals } = await checkStore({ directory });
      expect(totals["second-unit-used-twice"]).toBe(1);
      expect(findings).toContainEqual(
        expect.objectContaining({
          kind: "second-unit-used-twice",
          recordId: other?.id,
          message: `Record ${other?.id} goes on in record ${unit}, in which another one goes on as well.`,
        }),
      );
    },
  );

  it("finds a record in use that cannot be read, once", async () => {
    const editor = new StoreEditor(directory, 3);
    const { id } = editor.some("nodes", ({ nextRel }) => nextRel !== -1);
    const [free] = freeOnes(editor, "nodes", 1) as [number];
    layOut(editor, "nodes", id, free);
    const units = Buffer.from(editor.file(STORES.nodes.file));
    units[free * 16] = 0;
    editor.replace(STORES.nodes.file, units);
    editor.save();
    const { findings, totals } = await checkStore({ directory });
    expect(totals["record-unreadable"]).toBe(1);
    expect(findings).toContainEqual({
      kind: "record-unreadable",
      message: `Record ${id} is in use, but cannot be read: its second unit is none.`,
      store: "neostore.nodestore.db",
      recordId: id,
      offset: id * 16,
    });
    expect(totals["relationship-node-not-in-use"]).toBeGreaterThan(0);
  });

  it("takes a tail that a schema rule left behind for legal, and what it says of itself for wrong", async () => {
    const editor = new StoreEditor(directory, 3);
    const rules = editor.all("schema").filter(({ isContinuation }) => !isContinuation);
    const led = new Set<number>();
    for (const rule of rules)
      for (let { next } = rule; next !== -1; next = editor.read("schema", next).next) led.add(next);
    const tail = editor
      .all("schema")
      .find(({ id, isContinuation }) => isContinuation && !led.has(id));
    expect(tail, "the golden store has one").toBeDefined();
    editor.write("schema", tail?.id as number, { next: editor.free("schema"), length: 3 });
    editor.save();
    const { totals } = await checkStore({ directory });
    expect(totals).toEqual({ "dynamic-not-full": 1, "dynamic-not-in-use": 1 });
  });

  it("survives any bytes in any store file, and any flipped bit", async () => {
    const editor = new StoreEditor(directory, 11);
    for (const { file } of Object.values(STORES)) {
      const copy = join(root, `noise-${++copies}`);
      cpSync(golden, copy, { recursive: true });
      const noise = Buffer.from(editor.file(file));
      for (let i = 4; i < noise.length; i++) noise[i] = Math.floor(editor.random() * 256);
      writeFileSync(join(copy, file), noise);
      expect((await checkStore({ directory: copy })).ok, file).toBe(false);
      rmSync(copy, { recursive: true });
    }
    for (let seed = 1; seed <= 60; seed++) {
      const copy = join(root, `flip-${++copies}`);
      cpSync(golden, copy, { recursive: true });
      const where = flipBits(copy, seed);
      for (const { message } of (await checkStore({ directory: copy })).findings)
        expect(message, where).not.toMatch(/[{}?]|undefined|NaN/);
      rmSync(copy, { recursive: true });
    }
  }, 60_000);
});
