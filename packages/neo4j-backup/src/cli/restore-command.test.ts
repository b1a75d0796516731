import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Scratch } from "../serve/testing/served-sample.ts";
import { main } from "./main.ts";
import { parseTime } from "./restore-command.ts";

describe("times", () => {
  test.each([
    ["2026-11-24T03:00:00+01:00", "2026-11-24T02:00:00.000Z"],
    ["2026-11-24T03:00:00Z", "2026-11-24T03:00:00.000Z"],
    ["2026-11-24 03:00", "2026-11-24T03:00:00.000Z"],
    ["2026-11-24T03:00:00.5", "2026-11-24T03:00:00.500Z"],
    ["2026-11-24", "2026-11-24T00:00:00.000Z"],
  ])("%s is %s", (text, iso) => {
    expect(new Date(parseTime(text)).toISOString()).toBe(iso);
  });

  test.each(["", "yesterday", "2026-13-01", "24.11.2026", "1795500088617"])(
    "%j is refused",
    (text) => {
      expect(() => parseTime(text)).toThrow(/-to-time is a time such as/);
    },
  );
});

describe("restore", () => {
  let scratch: Scratch;
  let backup: string;
  let root: string;

  beforeAll(async () => {
    scratch = await Scratch.make();
    backup = await scratch.sample("backup");
    root = await mkdtemp(join(tmpdir(), "holdfast-restore-"));
  });
  afterAll(async () => {
    await scratch.end();
    await rm(root, { recursive: true, force: true });
  });

  async function run(...argv: string[]) {
    let out = "";
    let err = "";
    const exit = await main(["restore", ...argv], {
      stdout: { write: (text: string) => (out += text) },
      stderr: { write: (text: string) => (err += text) },
      signal: new AbortController().signal,
    });
    return { exit, out, err };
  }

  test("a plan changes nothing and says what is left out", async () => {
    const target = join(root, "planned");
    const { exit, out } = await run(backup, target, "-plan");
    expect(exit).toBe(0);
    expect(out).toMatch(/^Reached: transaction \d+/m);
    expect(out).toMatch(/^Left out: nothing$/m);
    expect(out).toMatch(/^Opens with: Neo4j 2\.3/m);
    expect(await readdir(root)).toEqual([]);
  });

  test("a directory is made, and never one with something in it", async () => {
    const target = join(root, "restored");
    const done = await run(backup, target, "-json");
    expect(done.exit).toBe(0);
    expect(JSON.parse(done.out)).toMatchObject({ ok: true, outcome: { target } });
    expect(await readdir(target)).toContain("neostore");
    const again = await run(backup, target, "-json");
    expect(again.exit).toBe(1);
    expect(JSON.parse(again.out)).toMatchObject({ ok: false, error: { code: "not-empty" } });
    await rm(target, { recursive: true });
  });

  test("an archive holds the same files", async () => {
    const file = join(root, "restored.tar.gz");
    expect((await run(backup, file, "-tar")).exit).toBe(0);
    const tar = gunzipSync(await readFile(file));
    expect(tar.toString("latin1")).toContain("graph.db/neostore.nodestore.db");
    expect(tar.length % 512).toBe(0);
    const again = await run(backup, file, "-tar");
    expect(again.exit).toBe(1);
    expect((await readFile(file)).length).toBeGreaterThan(1000);
    await rm(file);
  });

  test.each([
    [["-to-transaction", "soon"], "-to-transaction is a transaction id, not soon"],
    [["-to-transaction", "9", "-to-time", "2026-01-01"], "exclude each other"],
    [["-to-transaction", "1"], "cannot be restored to that point"],
  ])("%j is refused", async (options, text) => {
    const target = join(root, "refused");
    const { exit, err } = await run(backup, target, ...(options as string[]));
    expect(exit).toBe(1);
    expect(err).toContain(text);
    expect(await readdir(root)).toEqual([]);
  });

  test("without a target there is nothing to do", async () => {
    const { exit, err } = await run(backup);
    expect(exit).toBe(1);
    expect(err).toContain("restore needs a backup and a target");
  });
});
