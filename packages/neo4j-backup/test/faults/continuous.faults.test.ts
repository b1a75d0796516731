/** A follower that is killed at file-system steps of its pulls: what it acknowledged is always there. */
import { cp, rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspect, OnlineBackup, verify } from "../../src/index.ts";
import type { RunningServer } from "../../src/serve/index.ts";
import { SAMPLE, Scratch } from "../../src/serve/testing/served-sample.ts";
import { Lab, missingTools } from "../live/neo4j-lab.ts";
import type { Plan } from "./child/plan.ts";
import { BackupChild } from "./child/run-child.ts";

const HOST = "127.0.0.1";
const BEGIN = SAMPLE.firstLogTx;
/** Of the many kills, so many are opened by a real Neo4j. */
const OPENED = 6;

describe("a follower that is killed", () => {
  let scratch: Scratch;
  let child: BackupChild;
  let server: RunningServer;
  let template: string;
  let asked = 0;

  beforeAll(async () => {
    scratch = await Scratch.make();
    child = await BackupChild.make();
    // Each question finds one transaction more: a pull each.
    server = await scratch.serve(await scratch.sample("source"), {
      reveal: () => Math.min(SAMPLE.lastTx, BEGIN + Math.floor(asked / 2)),
      onServed: () => {
        asked++;
      },
    });
    template = scratch.path("template");
    await OnlineBackup.from(HOST, server.port).full(template);
  });
  afterAll(async () => {
    await scratch?.end();
    await child?.remove();
  });

  const planOf = (directory: string, killAt?: Plan["killAt"]): Plan => ({
    operation: "follow",
    host: HOST,
    port: server.port,
    directory,
    follow: { everyMillis: 1, rollBytes: 12_000, untilTx: SAMPLE.lastTx },
    ...(killAt ? { killAt } : {}),
  });

  test("at every step of its pulls loses nothing that it acknowledged, and the next one goes on", async () => {
    const place = scratch.path("killed");
    const fresh = async () => {
      await rm(place, { recursive: true, force: true });
      await cp(template, place, { recursive: true });
      asked = 0;
    };
    await fresh();
    const whole = await child.run(planOf(place));
    expect(whole.error).toBeUndefined();
    expect(whole.acknowledged?.at(-1)).toBe(SAMPLE.lastTx);
    const lab = missingTools ? undefined : await Lab.make();
    try {
      let kills = 0;
      let opened = 0;
      for (let step = 1; step <= whole.steps.length; step++) {
        for (const half of /^write/.test(whole.steps[step - 1] ?? "") ? [false, true] : [false]) {
          await fresh();
          const end = await child.start(planOf(place, { step, half })).end;
          if (end.signal === null) continue;
          kills++;
          const what = `step ${step}, ${whole.steps[step - 1]}${half ? ", half of it" : ""}`;
          const acknowledged = end.acknowledged.at(-1) ?? BEGIN;
          const found = await inspect(place);
          expect(found.lastTx, what).toBeGreaterThanOrEqual(acknowledged);
          if (lab && step % Math.ceil(whole.steps.length / OPENED) === 0 && !half) {
            opened++;
            expect((await lab.digest(place)).lastTx, what).toBeGreaterThanOrEqual(acknowledged);
          }
          const next = await OnlineBackup.from(HOST, server.port).incremental(place);
          expect(next.lastTx, what).toBeGreaterThanOrEqual(acknowledged);
          expect(await verify(place), what).toMatchObject({ ok: true, findings: [] });
        }
      }
      expect(kills).toBeGreaterThan(60);
      console.info(`${kills} kills, ${opened} of them opened by a real Neo4j`);
    } finally {
      await lab?.end();
    }
  }, 600_000);
});
