/** A real Neo4j 2.3.3 is followed while it is written to and the follower is killed; real Neo4j opens what is left. */
import { cp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { inspect, OnlineBackup, restore, verify } from "../../src/index.ts";
import { type Acknowledged, FollowProgram } from "./follow-process.ts";
import { Lab, missingTools, type Server } from "./neo4j-lab.ts";
import { nightlySeed, randomFrom } from "./seed.ts";

const PORT = 7970;
/** By default one minute and two kills; `HOLDFAST_CONTINUOUS_LIVE=all` for ten minutes and five kills. */
const isLong = process.env.HOLDFAST_CONTINUOUS_LIVE === "all";
const LOAD_MILLIS = isLong ? 600_000 : 60_000;
const KILLS = isLong ? 5 : 2;
const TORN_PLACES = isLong ? 400 : 16;
const MARGIN_MILLIS = 400_000;
const SECOND = 1000;

const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));
const logsOf = async (directory: string) =>
  (await readdir(directory))
    .filter((name) => /^neostore\.transaction\.db\.\d+$/.test(name))
    .sort((a, b) => Number(a.split(".").at(-1)) - Number(b.split(".").at(-1)));

/** The value below which this share of the numbers lies. */
function quantile(numbers: number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** From the commit of the oldest transaction of a pull to its acknowledgement. */
const lagsOf = (pulls: Acknowledged[]) =>
  pulls.flatMap(({ firstCommitAt, askedAt, durationMillis }) =>
    firstCommitAt === undefined ? [] : [askedAt + durationMillis - firstCommitAt],
  );

describe.skipIf(missingTools)(
  "following a real Neo4j 2.3.3",
  { timeout: LOAD_MILLIS + MARGIN_MILLIS },
  () => {
    let lab: Lab;
    let server: Server;
    let program: FollowProgram;
    const draw = randomFrom(nightlySeed());
    const random = (below: number): number => Math.floor(draw() * below);

    beforeAll(async () => {
      lab = await Lab.make();
      program = await FollowProgram.make();
      server = await lab.start({ directory: lab.data("db"), port: PORT });
      await server.sendAll("load 500", "index Person name", "legacy 20", "update 100");
    });
    afterAll(async () => {
      await lab?.end();
      await program?.remove();
    });

    /** Writes in small transactions until the time is over. */
    async function writeFor(millis: number): Promise<void> {
      const until = Date.now() + millis;
      for (let round = 0; Date.now() < until; round++) {
        await server.send("load 25 1 2");
        await server.send("update 15 1");
        if (round % 5 === 0) await server.send("delete 3 1");
        if (round % 20 === 0) await server.sendAll("rotate", "checkpoint");
        await pause(20 + random(60));
      }
    }

    test(`under load for ${LOAD_MILLIS / SECOND} s, ${KILLS} kills lose nothing that was acknowledged`, async () => {
      const directory = lab.path("followed");
      const pulls: Acknowledged[] = [];
      const options = ["-every", "1s", "-roll-size", "256k", "-roll-time", "2m"];
      let follower = program.start(PORT, directory, ...options);
      const first = server.lastTx();
      const writing = writeFor(LOAD_MILLIS);
      const startTx = await first;
      await vi.waitFor(() => expect(follower.pulls.length).toBeGreaterThan(2), {
        timeout: 60_000,
        interval: 100,
      });
      for (let kill = 1; kill <= KILLS; kill++) {
        const between = LOAD_MILLIS / (KILLS + 1);
        await pause(between * 0.7 + random(Math.round(between * 0.3)));
        await follower.kill9();
        const acknowledged = follower.lastTx ?? 0;
        pulls.push(...follower.pulls);
        const left = lab.path(`killed-${kill}`);
        await cp(directory, left, { recursive: true });
        follower = program.start(PORT, directory, ...options);
        const found = await inspect(left);
        expect(found.lastTx, `kill ${kill}`).toBeGreaterThanOrEqual(acknowledged);
        expect((await verify(left)).findings, `kill ${kill}`).toEqual([]);
        const opened = await lab.verify(left, "2.3", { underLoad: true });
        expect(opened.lastTx, `kill ${kill}`).toBeGreaterThanOrEqual(acknowledged);
        expect(opened.consistent, `kill ${kill}`).toBe(true);
        await rm(left, { recursive: true });
      }
      await writing;
      const facts = await server.facts();
      await vi.waitFor(async () => expect((await inspect(directory)).lastTx).toBe(facts.lastTx), {
        timeout: 60_000,
        interval: 200,
      });
      expect(await follower.stop(), follower.errors).toBe(0);
      pulls.push(...follower.pulls);
      expect((await verify(directory)).findings).toEqual([]);
      const { consistent, ...opened } = await lab.verify(directory, "2.3", { underLoad: true });
      expect(opened).toEqual(facts);
      expect(consistent, "the official checker finds nothing").toBe(true);
      const lags = lagsOf(pulls);
      const kept = await inspect(directory);
      console.info(
        `${facts.lastTx - startTx} transactions in ${LOAD_MILLIS / SECOND} s, ${pulls.length} pulls, ${KILLS} kills, ` +
          `${kept.logFiles.length} log files, ${kept.logFiles.reduce((sum, { bytes }) => sum + bytes, 0)} bytes of log; ` +
          `lag p50 ${quantile(lags, 0.5)} ms, p95 ${quantile(lags, 0.95)} ms, most ${quantile(lags, 1)} ms; digest ${facts.digest}`,
      );
      // Every id is in exactly one log file, whatever was killed when; a quiet server's base comes with an empty one.
      const filled = kept.logFiles.filter(({ transactions }) => transactions > 0);
      expect(filled[0]?.firstTx).toBeLessThanOrEqual(kept.baseEndTx + 1);
      let before = (filled[0]?.firstTx ?? 0) - 1;
      for (const { name, firstTx, lastTx } of filled) {
        expect(firstTx, name).toBe(before + 1);
        before = lastTx ?? Number.NaN;
      }
      expect(before).toBe(facts.lastTx);
    });

    test("a real Neo4j opens the open file at each transaction, and restores to any of them", async () => {
      const directory = lab.path("open");
      await OnlineBackup.from("127.0.0.1", PORT).full(directory);
      const follower = program.start(PORT, directory, "-every", "200ms");
      const facts: { lastTx: number; digest: string }[] = [];
      for (let i = 0; i < 3; i++) {
        await server.send("update 2 1");
        const now = await server.facts();
        facts.push(now);
        await vi.waitFor(() => expect(follower.lastTx).toBe(now.lastTx), { timeout: 20_000 });
        expect(await lab.digest(directory)).toEqual(now);
      }
      for (const { lastTx, digest } of facts) {
        const target = lab.path(`restored-${lastTx}`);
        await restore(directory, target, { to: { transaction: lastTx } });
        expect(await lab.digest(target)).toMatchObject({ lastTx, digest });
      }
      expect((await logsOf(directory)).length, "all in one file").toBe(2);
      expect(await follower.stop()).toBe(0);
    });

    test("cut anywhere in the last transaction, a real Neo4j opens at the one before", async () => {
      const directory = lab.path("torn-source");
      await OnlineBackup.from("127.0.0.1", PORT).full(directory);
      const follower = program.start(PORT, directory, "-every", "200ms");
      const grow = async (): Promise<{ lastTx: number; bytes: number }> => {
        await server.send("update 1 1");
        const lastTx = await server.lastTx();
        await vi.waitFor(() => expect(follower.lastTx).toBe(lastTx), { timeout: 20_000 });
        const newest = (await logsOf(directory)).at(-1) as string;
        return { lastTx, bytes: (await stat(join(directory, newest))).size };
      };
      await grow();
      const before = await grow();
      const after = await grow();
      await follower.kill9();
      const name = (await logsOf(directory)).at(-1) as string;
      const whole = await readFile(join(directory, name));
      expect(whole.length).toBe(after.bytes);
      const size = after.bytes - before.bytes;
      const places = new Set<number>([0, 1, 2, size - 1, size]);
      if (size <= TORN_PLACES) for (let at = 0; at <= size; at++) places.add(at);
      else for (let i = 0; i < TORN_PLACES; i++) places.add(Math.round((size * i) / TORN_PLACES));
      for (const place of [...places].sort((a, b) => a - b)) {
        await writeFile(join(directory, name), whole.subarray(0, before.bytes + place));
        const opened = await lab.digest(directory);
        expect(opened.lastTx, `${place} of ${size} bytes`).toBe(
          place === size ? after.lastTx : before.lastTx,
        );
      }
      console.info(`${places.size} places in a transaction of ${size} bytes`);
    });

    test("an idle connection is used again after half a minute", async () => {
      const directory = lab.path("idle");
      await OnlineBackup.from("127.0.0.1", PORT).full(directory);
      const controller = new AbortController();
      const seen: number[] = [];
      const end = OnlineBackup.from("127.0.0.1", PORT).follow(directory, {
        everyMillis: 30_000,
        signal: controller.signal,
        onPull: ({ lastTx }) => seen.push(lastTx),
      });
      await vi.waitFor(() => expect(seen).toHaveLength(1), { timeout: 20_000 });
      await server.send("update 1 1");
      await vi.waitFor(() => expect(seen).toHaveLength(2), { timeout: 60_000, interval: 200 });
      controller.abort();
      expect(await end).toMatchObject({ transactions: 1, reconnects: 0 });
      expect(seen.at(-1)).toBe(await server.lastTx());
    });
  },
);
