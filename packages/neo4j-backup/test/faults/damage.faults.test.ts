/** Damage done to a backup's files: what is repaired, what is refused, and what verify says. */
import { cp, open, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inspect, OnlineBackup, restore, verify } from "../../src/index.ts";
import { LogWalker } from "../../src/log/log-walker.ts";
import type { RunningServer } from "../../src/serve/index.ts";
import { SAMPLE, Scratch } from "../../src/serve/testing/served-sample.ts";
import { stateOf } from "../hostile/directory-state.ts";
import { Lab, missingTools } from "../live/neo4j-lab.ts";

const ENDS = [SAMPLE.firstLogTx, 224, 227, SAMPLE.lastTx];
const LAST = 3;

describe("a damaged backup", () => {
  let scratch: Scratch;
  let server: RunningServer;
  let whole: string;
  let directory: string;
  /** Log files, oldest first. */
  let logs: string[];
  let copies = 0;
  const backup = () => OnlineBackup.from("127.0.0.1", server.port);
  const log = (index: number) => logs[index] as string;
  const bytesOf = (name: string) => readFile(join(directory, name));

  beforeAll(async () => {
    scratch = await Scratch.make();
    let reveal = 0;
    server = await scratch.serve(await scratch.sample("source"), { reveal: () => reveal });
    whole = scratch.path("whole");
    for (const end of ENDS) {
      reveal = end;
      await backup().backup(whole);
    }
    logs = (await inspect(whole)).logFiles.map(({ name }) => name);
    expect(logs).toHaveLength(4);
  });
  beforeEach(async () => {
    directory = scratch.path(`copy-${++copies}`);
    await cp(whole, directory, { recursive: true });
  });
  afterAll(() => scratch?.end());

  async function overwrite(name: string, at: number, bytes: Buffer): Promise<void> {
    const handle = await open(join(directory, name), "r+");
    await handle.write(bytes, 0, bytes.length, at);
    await handle.close();
  }
  const append = async (name: string, bytes: Buffer) =>
    writeFile(join(directory, name), Buffer.concat([await bytesOf(name), bytes]));
  const flip = async (name: string, at: number) => {
    const byte = (await bytesOf(name))[at] as number;
    await overwrite(name, at, Buffer.of(byte ^ 0x10));
  };

  describe("whose newest log file is torn", () => {
    /** One offset for every kind of place where a write can have ended. */
    async function placesOf(name: string): Promise<Map<string, number>> {
      const bytes = await readFile(join(whole, name));
      const ends: [from: number, to: number][] = [];
      const walker = new LogWalker({ onTransaction: ({ from, to }) => ends.push([from, to]) }, 16);
      walker.push(bytes, 16);
      const [[, first], [second, secondEnd]] = ends as [[number, number], [number, number]];
      const last = ends.at(-1) as [number, number];
      return new Map([
        ["before its header", 0],
        ["in its header", 7],
        ["behind its header", 16],
        ["in its first entry's version and type", 17],
        ["in its first START", 16 + 20],
        ["behind its first START", 16 + 38],
        ["in its first COMMAND", 16 + 38 + 9],
        ["before its first COMMIT", first - 18],
        ["in its first COMMIT", first - 5],
        ["behind its first transaction", first],
        ["in its second START", second + 3],
        ["in the middle of its second transaction", Math.floor((second + secondEnd) / 2)],
        ["at the start of its last transaction", last[0]],
        ["before the last byte", bytes.length - 1],
      ]);
    }

    test("is repaired, says so, and the next run brings the rest", async () => {
      const lab = missingTools ? undefined : await Lab.make();
      try {
        const expected = await lab?.digest(whole);
        for (const [place, at] of await placesOf(log(LAST))) {
          directory = scratch.path(`torn-${at}`);
          await cp(whole, directory, { recursive: true });
          await truncate(join(directory, log(LAST)), at);
          expect(await verify(directory), place).toMatchObject({ ok: false });
          const outcome = await backup().incremental(directory);
          expect(outcome.repaired.join(), place).toContain(log(LAST));
          expect(outcome.lastTx, place).toBe(SAMPLE.lastTx);
          expect(await verify(directory), place).toMatchObject({ ok: true, findings: [] });
          const target = scratch.path(`restored-${at}`);
          await restore(directory, target, { to: { transaction: 229 } });
          expect(await verify(target), place).toMatchObject({ ok: true });
          if (/header|COMMIT|middle/.test(place))
            expect(await lab?.verify(directory), place).toEqual(
              expected && { ...expected, consistent: true },
            );
        }
      } finally {
        await lab?.end();
      }
    }, 300_000);

    test("is only looked at by inspect and verify", async () => {
      await truncate(join(directory, log(LAST)), (await stat(join(directory, log(LAST)))).size - 9);
      const before = stateOf(directory);
      expect((await inspect(directory)).repairs).toHaveLength(1);
      expect((await verify(directory)).findings).toMatchObject([
        { code: "torn-tail", file: log(LAST) },
      ]);
      expect(stateOf(directory)).toEqual(before);
    });
  });

  test.each([
    ["zeros", Buffer.alloc(5_000)],
    ["garbage", Buffer.alloc(777, 0xbf)],
    ["half a transaction", Buffer.from("fb01ffffffffffffffff", "hex")],
  ])("with %s behind its newest log file is repaired, and loses nothing", async (_, bytes) => {
    const { length } = await bytesOf(log(LAST));
    await append(log(LAST), bytes);
    expect((await verify(directory)).findings).toMatchObject([
      { file: log(LAST), range: [length, length + bytes.length] },
    ]);
    const outcome = await backup().incremental(directory);
    expect(outcome).toMatchObject({ nothingNew: true, lastTx: SAMPLE.lastTx });
    expect(outcome.repaired).toHaveLength(1);
    expect(await verify(directory)).toMatchObject({ ok: true });
    expect((await bytesOf(log(LAST))).length).toBe(length);
  });

  interface Refusal {
    file: string;
    range?: [number, number];
  }
  const BASE = "neostore.nodestore.db";
  const sizeOf = async (name: string) => (await stat(join(whole, name))).size;
  const REFUSED: [string, () => Promise<Refusal>][] = [
    [
      "a missing log file in the middle",
      async () => {
        await rm(join(directory, log(1)));
        return { file: log(1), range: [0, await sizeOf(log(1))] };
      },
    ],
    [
      "a shorter log file in the middle",
      async () => {
        const size = await sizeOf(log(2));
        await truncate(join(directory, log(2)), size - 11);
        return { file: log(2), range: [size - 11, size] };
      },
    ],
    [
      "a shorter log file of the base",
      async () => {
        const size = await sizeOf(log(0));
        await truncate(join(directory, log(0)), size - 3);
        return { file: log(0), range: [size - 3, size] };
      },
    ],
    [
      "a missing file of the base",
      async () => {
        await rm(join(directory, BASE));
        return { file: BASE, range: [0, await sizeOf(BASE)] };
      },
    ],
    [
      "a shorter file of the base",
      async () => {
        await truncate(join(directory, BASE), 100);
        return { file: BASE, range: [100, await sizeOf(BASE)] };
      },
    ],
    [
      "a changed neostore",
      async () => {
        await flip("neostore", 35);
        return { file: "neostore" };
      },
    ],
    [
      "garbage in the middle of the newest log file",
      async () => {
        await overwrite(log(LAST), 16 + 38, Buffer.from("7777", "hex"));
        await append(log(LAST), Buffer.of(1));
        return { file: log(LAST), range: [16 + 38, (await bytesOf(log(LAST))).length] };
      },
    ],
    [
      "flipped bits in the last transaction",
      async () => {
        const size = await sizeOf(log(LAST));
        await flip(log(LAST), size - 1);
        return { file: log(LAST) };
      },
    ],
  ];

  test.each(REFUSED)(
    "with %s is refused, with the file and where, and not touched",
    async (_, damage) => {
      const { file, range } = await damage();
      const before = stateOf(directory);
      await expect(backup().backup(directory)).rejects.toMatchObject({
        code: "damaged-backup",
        retry: "full-instead",
        file,
        ...(range ? { range } : {}),
        safe: expect.stringContaining("Nothing was changed"),
      });
      expect(stateOf(directory)).toEqual(before);
      const { ok, findings } = await verify(directory);
      expect(ok).toBe(false);
      expect(findings.map((f) => f.file)).toContain(file);
    },
  );

  test.each([
    ["the base", () => BASE, 15 * 4 + 2],
    ["neostore", () => "neostore", 30],
    ["the base's log file", () => log(0), 60],
    ["an older log file", () => log(1), 80],
    ["an index", () => "schema/label/lucene/segments_1", 9],
  ])("with flipped bits in %s is found by verify, with the bytes", async (_, nameOf, at) => {
    const name = nameOf();
    await flip(name, at);
    const { ok, findings } = await verify(directory);
    expect(ok).toBe(false);
    expect(findings).toHaveLength(1);
    const { file, range } = findings[0] ?? {};
    expect(file).toBe(name);
    const [from, to] = range ?? [0, 0];
    expect(from).toBeLessThanOrEqual(at);
    expect(to).toBeGreaterThan(at);
    await expect(restore(directory, scratch.path(`of-${copies}`))).rejects.toMatchObject({
      code: "damaged-backup",
      file: name,
    });
  });

  test("with one flipped bit in a big file is found within a mebibyte of it", async () => {
    const padded = await scratch.sample("padded");
    const strings = "neostore.propertystore.db.strings";
    await truncate(join(padded, strings), 9_000_000);
    const big = await scratch.serve(padded);
    directory = scratch.path("big");
    await OnlineBackup.from("127.0.0.1", big.port).full(directory);
    await flip(strings, 5_000_000);
    expect((await verify(directory)).findings).toMatchObject([
      { code: "changed-file", file: strings, range: [4 * 1024 * 1024, 5 * 1024 * 1024] },
    ]);
  });

  test("with a manifest that is cut is refused; without one it is taken stock of anew", async () => {
    const manifest = join(directory, "holdfast.manifest.json");
    await truncate(manifest, 300);
    await expect(backup().backup(directory)).rejects.toMatchObject({ code: "damaged-backup" });
    await rm(manifest);
    expect(await verify(directory)).toMatchObject({
      ok: true,
      notChecked: expect.arrayContaining([expect.stringContaining("no manifest")]),
    });
    expect(await backup().backup(directory)).toMatchObject({ nothingNew: true });
    expect(await inspect(directory)).toMatchObject({ hasManifest: true, adopted: true });
  });

  test("whose current log version is behind is set right", async () => {
    const record = Buffer.alloc(8);
    record.writeBigInt64BE(BigInt(log(0).split(".").at(-1) as string));
    await overwrite("neostore", 19, record);
    expect((await verify(directory)).findings).toMatchObject([
      { code: "changed-file", file: "neostore", range: [19, 27] },
    ]);
    const outcome = await backup().incremental(directory);
    expect(outcome.repaired.join()).toContain("current log version");
    expect(await verify(directory)).toMatchObject({ ok: true });
  });
});
