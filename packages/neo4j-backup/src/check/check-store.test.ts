import { cpSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DAMAGES, plant } from "../../test/damage/damages.ts";
import { expectFound } from "../../test/damage/expect-found.ts";
import { unpackGoldenStore } from "../../test/damage/golden-store.ts";
import { StoreEditor } from "../../test/damage/store-editor.ts";
import { STORES } from "../store/records.ts";
import { checkStore } from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "holdfast-check-"));
const golden = join(root, "golden");
let copies = 0;
let directory: string;

beforeAll(() => unpackGoldenStore(golden));
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  directory = join(root, `copy-${++copies}`);
  cpSync(golden, directory, { recursive: true });
});

describe("the consistency check", () => {
  it("finds nothing in a sound store, and says what it looked at", async () => {
    const verdict = await checkStore({ directory });
    expect(verdict.findings).toEqual([]);
    expect(verdict).toMatchObject({ ok: true, total: 0, totals: {}, threads: 1 });
    expect(verdict.checked).toContain("counts store against the records");
    expect(verdict.notChecked).toContain("label scan store");
    expect(verdict.records.nodes).toBeGreaterThan(100);
    expect(verdict.records.relationships).toBeGreaterThan(100);
  });

  it("says the same on threads of its own", async () => {
    plant(DAMAGES[0] as (typeof DAMAGES)[0], directory, 5);
    const {
      elapsedMillis: _1,
      checkedAt: _2,
      threads: _3,
      ...one
    } = await checkStore({ directory });
    const many = await checkStore({ directory, threads: 3 });
    expect(many.threads).toBe(3);
    expect(many).toMatchObject(one);
    expect(one.ok).toBe(false);
  }, 30_000);

  it.each(DAMAGES.map((damage) => [damage.name, damage] as const))("finds that %s", (_, damage) =>
    expectFound(directory, damage),
  );

  it("names the record and where it lies", async () => {
    const editor = new StoreEditor(directory, 3);
    const { id } = editor.some("relationships");
    editor.write("relationships", id, { type: 900 });
    editor.save();
    const { findings } = await checkStore({ directory });
    expect(findings).toContainEqual({
      kind: "relationship-type-unknown",
      message: `Relationship ${id} has type 900, which is not in use.`,
      store: "neostore.relationshipstore.db",
      recordId: id,
      offset: id * 34,
    });
  });

  it("tells the first findings of a kind and counts the others", async () => {
    const editor = new StoreEditor(directory, 3);
    const all = editor.all("relationships");
    for (const { id } of all) editor.write("relationships", id, { type: 900 });
    editor.save();
    const told: string[] = [];
    const verdict = await checkStore({
      directory,
      findingsPerKind: 7,
      onFinding: ({ kind }) => told.push(kind),
    });
    expect(verdict.totals["relationship-type-unknown"]).toBe(all.length);
    expect(told.filter((kind) => kind === "relationship-type-unknown").length).toBe(7);
    expect(verdict.total).toBe(Object.values(verdict.totals).reduce((sum, n) => sum + n, 0));
  });

  it("survives any bytes in any store file", async () => {
    const editor = new StoreEditor(directory, 11);
    for (const { file } of Object.values(STORES)) {
      const copy = join(root, `noise-${++copies}`);
      cpSync(golden, copy, { recursive: true });
      const noise = Buffer.from(editor.file(file));
      for (let i = 4; i < noise.length; i++) noise[i] = Math.floor(editor.random() * 256);
      writeFileSync(join(copy, file), noise);
      expect((await checkStore({ directory: copy })).ok, file).toBe(false);
    }
  }, 30_000);

  it("reports a store file that is missing, cut short or without its head", async () => {
    rmSync(join(directory, STORES.arrays.file));
    truncateSync(join(directory, STORES.relationships.file), 34 * 30);
    const editor = new StoreEditor(directory, 1);
    editor.file(STORES.strings.file).writeInt32BE(0, 0);
    editor.replace(STORES.strings.file, editor.file(STORES.strings.file));
    editor.save();
    const { totals } = await checkStore({ directory });
    expect(totals).toMatchObject({ "store-file-missing": 1, "store-header-damaged": 1 });
    expect(totals["relationship-next-not-in-use"]).toBeGreaterThan(0);
    expect(totals["dynamic-not-in-use"]).toBeGreaterThan(0);
  });

  it("reports metadata that cannot be read, and refuses what is no store", async () => {
    truncateSync(join(directory, "neostore"), 60);
    expect((await checkStore({ directory })).totals).toEqual({ "metadata-unreadable": 1 });
    rmSync(join(directory, "neostore"));
    await expect(checkStore({ directory })).rejects.toMatchObject({ code: "no-backup" });
  });

  it("says that it did not look at a counts store that is not there", async () => {
    for (const name of ["a", "b"])
      rmSync(join(directory, `neostore.counts.db.${name}`), { force: true });
    const verdict = await checkStore({ directory });
    expect(verdict.ok).toBe(true);
    expect(verdict.notChecked[0]).toContain("counts store");
  });

  it("can be cancelled, inline and on threads", async () => {
    for (const threads of [1, 2]) {
      const signal = AbortSignal.abort();
      await expect(checkStore({ directory, threads, signal })).rejects.toMatchObject({
        code: "cancelled",
      });
      const control = new AbortController();
      const onProgress = () => control.abort();
      await expect(
        checkStore({ directory, threads, signal: control.signal, onProgress }),
      ).rejects.toMatchObject({ code: "cancelled" });
    }
  }, 30_000);

  it("tells how far it is, and never goes back", async () => {
    const told: number[] = [];
    await checkStore({ directory, onProgress: ({ fraction }) => told.push(fraction) });
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(1);
  });
});
