/** What a follower leaves that is killed in the middle of adding to a log file. */
import { cp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readState } from "../../src/backup/backup-state.ts";
import { inspect, verify } from "../../src/index.ts";
import { contentOf } from "../../src/serve/testing/served-sample.ts";
import { BEGIN, Followers, logsOf } from "./followers.ts";
import { scratchDirectory } from "./scratch.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

const memory = scratchDirectory("follower");
let all: Followers;
beforeAll(async () => {
  all = await Followers.on((scratch) => scratch.sample("source"));
});
afterAll(async () => {
  memory.remove();
  await all.end();
});

describe("after a follower was killed", () => {
  it("every byte of a torn pull is cut, and what was acknowledged is all there", async () => {
    const left = await all.killedAt(BEGIN + 3);
    const further = await all.killedAt(BEGIN + 4);
    const name = (await logsOf(left)).at(-1) as string;
    const whole = await readFile(join(further, name));
    const acknowledged = (await stat(join(left, name))).size;
    expect(whole.length).toBeGreaterThan(acknowledged + 20);
    all.reveal = BEGIN + 4;
    const torn = join(memory.path, "torn");
    await cp(left, torn, { recursive: true });
    const small = ["neostore", "holdfast.manifest.json", "holdfast.manifest.json.open"];
    const kept = await Promise.all(small.map((file) => readFile(join(left, file))));
    const again = async (bytes: number): Promise<void> => {
      for (const file of await logsOf(torn)) if (file > name) await rm(join(torn, file));
      for (const [i, file] of small.entries()) await writeFile(join(torn, file), kept[i] as Buffer);
      await writeFile(join(torn, name), whole.subarray(0, bytes));
    };
    for (let bytes = acknowledged; bytes <= whole.length; bytes++) {
      await again(bytes);
      const last = bytes === whole.length ? BEGIN + 4 : BEGIN + 3;
      const { lastTx, manifest, repairs } = await readState(torn, { repair: true });
      expect(lastTx, `${bytes} bytes`).toBe(last);
      expect(manifest.logFiles.at(-1), `${bytes} bytes`).toMatchObject({
        bytes: last === BEGIN + 4 ? whole.length : acknowledged,
        lastTx: last,
      });
      expect(repairs).toHaveLength(bytes === acknowledged || bytes === whole.length ? 0 : 1);
    }
    const some = Array.from({ length: 12 }, (_, i) =>
      Math.round(acknowledged + ((whole.length - acknowledged) * i) / 11),
    );
    for (const bytes of some) {
      await again(bytes);
      expect(await inspect(torn)).toMatchObject({ lastTx: BEGIN + 3, repairs: [] });
      expect(await verify(torn), `${bytes} bytes`).toMatchObject({ ok: true, findings: [] });
      const outcome = await all.backup.incremental(torn);
      expect(outcome.lastTx, `${bytes} bytes`).toBe(BEGIN + 4);
      expect(outcome.transactions, `${bytes} bytes`).toBe(bytes === whole.length ? 0 : 1);
      expect(await verify(torn), `${bytes} bytes`).toMatchObject({ ok: true, findings: [] });
    }
  });

  it("bytes that were acknowledged and are gone are a finding, and are asked for again", async () => {
    const left = await all.killedAt(BEGIN + 3);
    const name = (await logsOf(left)).at(-1) as string;
    await truncate(join(left, name), (await stat(join(left, name))).size - 5);
    expect((await verify(left)).ok).toBe(false);
    all.reveal = BEGIN + 5;
    const outcome = await all.backup.incremental(left);
    expect(outcome.repaired.join()).toMatch(
      /1 transactions of it are gone and are asked for again/,
    );
    expect(outcome.lastTx).toBe(BEGIN + 5);
    expect(await verify(left)).toMatchObject({ ok: true });
  });

  it("acknowledged bytes that were changed are damage, and nothing is added to them", async () => {
    const left = await all.killedAt(BEGIN + 3);
    const name = (await logsOf(left)).at(-1) as string;
    const bytes = await readFile(join(left, name));
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    await writeFile(join(left, name), bytes);
    expect((await verify(left)).ok).toBe(false);
    const before = await contentOf(left);
    await expect(all.backup.incremental(left)).rejects.toMatchObject({
      code: "damaged-backup",
    });
    expect(await contentOf(left)).toEqual(before);
  });

  it("a journal line that was cut is no acknowledgement", async () => {
    const left = await all.killedAt(BEGIN + 3);
    const journal = join(left, "holdfast.manifest.json.open");
    const text = await readFile(journal, "utf8");
    await writeFile(journal, text.slice(0, -20));
    expect(await inspect(left)).toMatchObject({ lastTx: BEGIN + 2 });
    all.reveal = BEGIN + 3;
    // The transaction itself is whole, so it stays.
    const outcome = await all.backup.incremental(left);
    expect(outcome).toMatchObject({ nothingNew: true, lastTx: BEGIN + 3 });
    expect(await verify(left)).toMatchObject({ ok: true });
  });

  it("another follower goes on in a new file", async () => {
    const left = await all.killedAt(BEGIN + 3);
    const before = (await logsOf(left)).length;
    const follower = all.follow(left);
    all.reveal = BEGIN + 5;
    await follower.reached(BEGIN + 5);
    await follower.stop();
    expect(await logsOf(left)).toHaveLength(before + 1);
    expect(await verify(left)).toMatchObject({ ok: true });
    expect(await inspect(left)).toMatchObject({ lastTx: BEGIN + 5, repairs: [] });
  });
});
