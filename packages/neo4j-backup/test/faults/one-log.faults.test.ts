/**
 * An incremental backup of a Neo4j 2.2, which adds to the set's one log file, killed at every file-system step of it:
 * what there was before is always there, and the next run goes on.
 */
import { cp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspect, OnlineBackup, restore, verify } from "../../src/index.ts";
import { logName } from "../../src/log/log-header.ts";
import type { RunningServer } from "../../src/serve/index.ts";
import { ONE_LOG } from "../../src/serve/testing/one-log-sample.ts";
import { SAMPLE, Scratch } from "../../src/serve/testing/served-sample.ts";
import { Lab, missingTools } from "../live/neo4j-lab.ts";
import type { Plan } from "./child/plan.ts";
import { BackupChild } from "./child/run-child.ts";

const HOST = "127.0.0.1";
const LOG = logName(ONE_LOG.logVersion);
const BEFORE = SAMPLE.firstLogTx + 4;
const VERSION = "2.2.9";
/** Of the many kills, so many are opened by a real Neo4j. */
const OPENED = 6;

describe("an incremental backup that adds to the one log file", () => {
  let scratch: Scratch;
  let child: BackupChild;
  let server: RunningServer;
  let template: string;
  let source: string;
  let reveal: number = BEFORE;

  beforeAll(async () => {
    scratch = await Scratch.make();
    child = await BackupChild.make();
    source = await scratch.oneLogSample("source");
    server = await scratch.serve(source, { reveal: () => reveal });
    template = scratch.path("template");
    reveal = SAMPLE.firstLogTx;
    await OnlineBackup.from(HOST, server.port).full(template);
    reveal = BEFORE;
    await OnlineBackup.from(HOST, server.port).incremental(template);
    reveal = SAMPLE.lastTx;
  });
  afterAll(async () => {
    await scratch?.end();
    await child?.remove();
  });

  const planOf = (directory: string, killAt?: Plan["killAt"]): Plan => ({
    operation: "incremental",
    host: HOST,
    port: server.port,
    directory,
    ...(killAt ? { killAt } : {}),
  });

  test("killed at every step it loses nothing, and the next run goes on", async () => {
    const place = scratch.path("killed");
    const had = await readFile(join(template, LOG));
    const whole = await readFile(join(source, LOG));
    const fresh = async () => {
      await rm(place, { recursive: true, force: true });
      await cp(template, place, { recursive: true });
    };
    await fresh();
    const { steps, error } = await child.run(planOf(place));
    expect(error).toBeUndefined();
    expect(await readFile(join(place, LOG))).toEqual(whole);
    const lab = missingTools ? undefined : await Lab.make();
    let kills = 0;
    const opened = new Set<number>();
    try {
      for (const [i, step] of steps.entries())
        for (const half of /^write/.test(step) ? [false, true] : [false]) {
          await fresh();
          const end = await child.start(planOf(place, { step: i + 1, half })).end;
          if (end.signal === null) continue;
          kills++;
          const what = `step ${i + 1}, ${step}${half ? ", half of it" : ""}`;
          expect((await readFile(join(place, LOG))).subarray(0, had.length), what).toEqual(had);
          expect([BEFORE, SAMPLE.lastTx], what).toContain((await inspect(place)).lastTx);
          expect(await verify(place), what).toMatchObject({ ok: true, findings: [] });
          if (lab && (half || i % Math.ceil(steps.length / OPENED) === 0)) {
            const { lastTx, consistent } = await lab.verify(place, VERSION);
            expect(consistent, what).toBe(true);
            expect(lastTx, what).toBeGreaterThanOrEqual(BEFORE);
            opened.add(lastTx);
          }
          const target = scratch.path("restored");
          await restore(place, target, { to: { transaction: BEFORE } });
          expect(await readFile(join(target, LOG)), what).toEqual(had);
          await rm(target, { recursive: true });
          await OnlineBackup.from(HOST, server.port).incremental(place);
          expect(await readFile(join(place, LOG)), what).toEqual(whole);
          expect(await inspect(place), what).toMatchObject({ lastTx: SAMPLE.lastTx, repairs: [] });
          expect(await verify(place), what).toMatchObject({ ok: true, findings: [] });
        }
      expect(kills).toBeGreaterThan(15);
      if (lab) expect([...opened]).toContain(BEFORE);
      console.info(`${kills} kills; a real Neo4j opened some of them at ${[...opened].join(", ")}`);
    } finally {
      await lab?.end();
    }
  }, 600_000);

  test("a follower killed at every step loses nothing that it acknowledged", async () => {
    let asked = 0;
    // Each question finds one transaction more: a pull each.
    const slowly = await scratch.serve(source, {
      reveal: () => Math.min(SAMPLE.lastTx, BEFORE + Math.floor(asked / 2)),
      onServed: () => {
        asked++;
      },
    });
    const place = scratch.path("followed");
    const fresh = async () => {
      await rm(place, { recursive: true, force: true });
      await cp(template, place, { recursive: true });
      asked = 0;
    };
    const followPlan = (killAt?: Plan["killAt"]): Plan => ({
      ...planOf(place, killAt),
      operation: "follow",
      port: slowly.port,
      follow: { everyMillis: 1, rollBytes: 1_000, untilTx: SAMPLE.lastTx },
    });
    const whole = await readFile(join(source, LOG));
    await fresh();
    const { steps, error, acknowledged } = await child.run(followPlan());
    expect(error).toBeUndefined();
    expect(acknowledged?.at(-1)).toBe(SAMPLE.lastTx);
    expect(await readFile(join(place, LOG))).toEqual(whole);
    let kills = 0;
    for (const [i, step] of steps.entries())
      for (const half of /^write/.test(step) ? [false, true] : [false]) {
        await fresh();
        const end = await child.start(followPlan({ step: i + 1, half })).end;
        if (end.signal === null) continue;
        kills++;
        const what = `step ${i + 1}, ${step}${half ? ", half of it" : ""}`;
        const least = end.acknowledged.at(-1) ?? BEFORE;
        expect((await inspect(place)).lastTx, what).toBeGreaterThanOrEqual(least);
        expect(await verify(place), what).toMatchObject({ ok: true, findings: [] });
        await OnlineBackup.from(HOST, server.port).incremental(place);
        expect(await readFile(join(place, LOG)), what).toEqual(whole);
        expect(await verify(place), what).toMatchObject({ ok: true, findings: [] });
      }
    expect(kills).toBeGreaterThan(30);
    console.info(`${kills} kills of a follower`);
  }, 600_000);
});
