/** A follower on a served sample that reveals its transactions one by one. */
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { History, inspect, planRestore, restore, verify } from "../../src/index.ts";
import { SAMPLE } from "../../src/serve/testing/served-sample.ts";
import { BEGIN, Followers, logsOf } from "./followers.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

let all: Followers;
beforeAll(async () => {
  all = await Followers.on((scratch) => scratch.sample("source"));
});
afterAll(() => all.end());

describe("a follower", () => {
  it("adds every pull to one log file, and the directory is whole after each", async () => {
    const directory = await all.begun();
    const before = (await logsOf(directory)).length;
    const follower = all.follow(directory);
    for (let tx = BEGIN + 1; tx <= SAMPLE.lastTx; tx++) {
      all.reveal = tx;
      await follower.reached(tx);
      const found = await inspect(directory);
      expect(found).toMatchObject({ lastTx: tx, hasManifest: true, repairs: [] });
      expect(found.logFiles.at(-1)).toMatchObject({ isOpen: true, lastTx: tx });
      expect(await verify(directory)).toMatchObject({ ok: true, findings: [] });
    }
    expect(await logsOf(directory)).toHaveLength(before + 1);
    const outcome = await follower.stop();
    expect(outcome).toMatchObject({
      firstTx: BEGIN + 1,
      lastTx: SAMPLE.lastTx,
      transactions: SAMPLE.lastTx - BEGIN,
      reconnects: 0,
    });
    expect(outcome.logFiles).toHaveLength(1);
    expect(follower.states.map(({ state }) => state)).toEqual(["following"]);
    const closed = await inspect(directory);
    expect(closed.logFiles.at(-1)).toEqual(outcome.logFiles[0]);
    expect(closed.logFiles.at(-1)?.isOpen).toBeUndefined();
    expect(await verify(directory)).toMatchObject({ ok: true, findings: [] });
    expect((await readdir(directory)).filter((name) => name.endsWith(".open"))).toEqual([]);
  });

  it("gives the same transactions as one incremental backup", async () => {
    const followed = await all.begun();
    const follower = all.follow(followed);
    for (let tx = BEGIN + 1; tx <= SAMPLE.lastTx; tx++) {
      all.reveal = tx;
      await follower.reached(tx);
    }
    await follower.stop();
    const once = await all.begun();
    all.reveal = SAMPLE.lastTx;
    await all.backup.incremental(once);
    const name = (await logsOf(once)).at(-1) as string;
    expect(await readFile(join(followed, name))).toEqual(await readFile(join(once, name)));
  });

  it("writes nothing when there is nothing new", async () => {
    const directory = await all.begun();
    const follower = all.follow(directory);
    all.reveal = BEGIN + 3;
    await follower.reached(BEGIN + 3);
    const times = async () =>
      Object.fromEntries(
        await Promise.all(
          (await readdir(directory))
            .filter((name) => name !== ".holdfast-lock")
            .map(async (name) => [name, (await stat(join(directory, name))).mtimeMs]),
        ),
      );
    const before = await times();
    const seen = follower.pulls.length;
    await vi.waitFor(() => expect(follower.pulls.length).toBeGreaterThan(seen + 10));
    expect(await times()).toEqual(before);
    await follower.stop();
  });

  it("begins another file when one is full, and when one is old", async () => {
    const bySize = await all.begun();
    const before = (await logsOf(bySize)).length;
    const small = all.follow(bySize, { rollBytes: 64 });
    for (let tx = BEGIN + 1; tx <= BEGIN + 4; tx++) {
      all.reveal = tx;
      await small.reached(tx);
    }
    await small.stop();
    expect(await logsOf(bySize)).toHaveLength(before + 4);
    expect(await verify(bySize)).toMatchObject({ ok: true });

    const byTime = await all.begun();
    const rolled: string[] = [];
    const old = all.follow(byTime, { rollMillis: 1, onRolled: ({ name }) => rolled.push(name) });
    for (let tx = BEGIN + 1; tx <= BEGIN + 3; tx++) {
      all.reveal = tx;
      await old.reached(tx);
      await vi.waitFor(() => expect(rolled).toHaveLength(tx - BEGIN));
    }
    await old.stop();
    expect((await inspect(byTime)).lastTx).toBe(BEGIN + 3);
    expect(await verify(byTime)).toMatchObject({ ok: true });
  });

  it("lets every transaction of the open file be restored to, listed and read meanwhile", async () => {
    const directory = await all.begun();
    const follower = all.follow(directory);
    for (let tx = BEGIN + 1; tx <= SAMPLE.lastTx; tx++) {
      all.reveal = tx;
      await follower.reached(tx);
      const history = await History.open(directory, {
        indexDirectory: all.scratch.path(`index-${directory.split("-").at(-1)}`),
      });
      expect((await history.newest({}, undefined, 1))[0]).toMatchObject({ tx });
    }
    for (let tx = BEGIN; tx <= SAMPLE.lastTx; tx++) {
      const target = all.fresh("restored");
      await restore(directory, target, { to: { transaction: tx } });
      expect((await inspect(target)).lastTx, `transaction ${tx}`).toBe(tx);
    }
    expect((await planRestore(directory)).reached.tx).toBe(SAMPLE.lastTx);
    await follower.stop();
  });

  it("holds the lock: another run says so, and the follower goes on", async () => {
    const directory = await all.begun();
    const follower = all.follow(directory);
    await follower.reached(BEGIN);
    await expect(all.backup.incremental(directory)).rejects.toMatchObject({ code: "locked" });
    all.reveal = BEGIN + 1;
    await follower.reached(BEGIN + 1);
    await follower.stop();
  });

  it("pulls at once when it is asked to", async () => {
    const directory = await all.begun();
    let pullNow: (() => void) | undefined;
    const follower = all.follow(directory, {
      everyMillis: 3_600_000,
      onControl: (control) => {
        pullNow = control.pullNow;
      },
    });
    await follower.reached(BEGIN);
    all.reveal = BEGIN + 2;
    pullNow?.();
    await follower.reached(BEGIN + 2);
    await follower.stop();
  });

  it("connects again when the server comes back, says so meanwhile, and loses nothing", async () => {
    const directory = await all.begun();
    const first = await all.serve();
    const { port } = first;
    const follower = all.follow(directory, {}, port);
    all.reveal = BEGIN + 1;
    await follower.reached(BEGIN + 1);
    await first.close();
    await vi.waitFor(
      () => expect(follower.states.at(-1)).toMatchObject({ state: "reconnecting", attempt: 2 }),
      { timeout: 20_000 },
    );
    expect(follower.states.at(-1)).toMatchObject({ because: { code: "connect-refused" } });
    all.reveal = BEGIN + 3;
    await all.serve({ port });
    await follower.reached(BEGIN + 3);
    expect(follower.states.at(-1)).toMatchObject({ state: "following" });
    expect(await follower.stop()).toMatchObject({ reconnects: 1, lastTx: BEGIN + 3 });
    expect(await verify(directory)).toMatchObject({ ok: true });
  });

  it("gives up after the time it was given, with the cause, and what it had stays", async () => {
    const directory = await all.begun();
    const gone = await all.serve();
    const follower = all.follow(directory, { giveUpMillis: 1 }, gone.port);
    all.reveal = BEGIN + 1;
    await follower.reached(BEGIN + 1);
    await gone.close();
    expect(await follower.settled).toMatchObject({ code: "connect-refused" });
    expect(await inspect(directory)).toMatchObject({ lastTx: BEGIN + 1, repairs: [] });
  });

  it("stops when the server no longer has what follows, and the backup stays whole", async () => {
    const directory = await all.begun();
    const pruned = await all.serve({ reveal: undefined, oldestTx: BEGIN + 4 });
    expect(await all.follow(directory, {}, pruned.port).settled).toMatchObject({
      code: "transactions-missing",
    });
    expect(await verify(directory)).toMatchObject({ ok: true });
  });

  it("says once that the server has pruned the transaction it would compare with", async () => {
    const directory = await all.begun();
    const quiet = await all.serve({ oldestTx: BEGIN + 1 });
    const follower = all.follow(directory, {}, quiet.port);
    await vi.waitFor(() => expect(follower.pulls.length).toBeGreaterThan(8));
    const warnings = follower.notes.filter(({ level }) => level === "warning");
    expect(warnings.map(({ text }) => text)).toEqual([
      `the server no longer has transaction ${BEGIN}, asking for the ones after it`,
    ]);
    all.reveal = BEGIN + 1;
    await follower.reached(BEGIN + 1);
    await follower.stop();
  });

  it("stops when the server lacks what the backup has", async () => {
    const directory = await all.begun();
    const follower = all.follow(directory);
    all.reveal = BEGIN + 4;
    await follower.reached(BEGIN + 4);
    all.reveal = BEGIN + 2;
    expect(await follower.settled).toMatchObject({ code: "server-behind" });
    expect(await inspect(directory)).toMatchObject({ lastTx: BEGIN + 4 });
  });

  it("stops when somebody else adds to the file, and adds nothing behind that", async () => {
    const directory = await all.begun();
    const follower = all.follow(directory);
    all.reveal = BEGIN + 1;
    await follower.reached(BEGIN + 1);
    const name = (await logsOf(directory)).at(-1) as string;
    const foreign = Buffer.concat([await readFile(join(directory, name)), Buffer.alloc(7, 1)]);
    await writeFile(join(directory, name), foreign);
    all.reveal = BEGIN + 2;
    expect(await follower.settled).toMatchObject({ code: "damaged-backup" });
    expect(await readFile(join(directory, name))).toEqual(foreign);
  });
});
