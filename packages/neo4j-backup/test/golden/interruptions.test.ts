/** Runs that are cut: by a cancel, by our own crash. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  BackupError,
  finishRestore,
  inspect,
  OnlineBackup,
  restore,
  verify,
} from "../../src/index.ts";
import { stateOf } from "../hostile/directory-state.ts";
import type { ReplayServer } from "../hostile/replay-server.ts";
import { BASE_END, goldenAnswers, goldenServer, LAST } from "./directories.ts";
import { transaction } from "./entries.ts";
import { framesOf, golden, payloadOf } from "./goldens.ts";
import { scratchDirectory } from "./scratch.ts";

// The machine may be busy with much else.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const scratch = scratchDirectory("interruptions");
afterAll(scratch.remove);
let server: ReplayServer;
let backup: OnlineBackup;
let box = "";
let target = "";
let made = 0;
beforeEach(async () => {
  ({ server, backup } = await goldenServer());
  box = join(scratch.path, String(++made));
  target = join(box, "target");
  mkdirSync(box);
});
afterEach(() => server.close());

const failure = async (act: Promise<unknown>): Promise<BackupError> => {
  const error = await act.then(
    () => new Error("a success"),
    (e) => e,
  );
  if (!(error instanceof BackupError)) throw error;
  return error;
};
describe("cancelling", () => {
  const phases = [
    "locking",
    "connecting",
    "waiting-for-check-point",
    "receiving-files",
    "receiving-transactions",
    "writing",
    "verifying",
    "publishing",
  ];
  it.each(phases)("a full in phase %s leaves nothing", async (phase) => {
    server.answerOf = (r) => (r.kind === "full" ? golden("full-under-load").s2c : goldenAnswers(r));
    const controller = new AbortController();
    const act = backup.full(target, {
      signal: controller.signal,
      onProgress: (p) => p.phase === phase && controller.abort(),
    });
    expect((await failure(act)).code).toBe("cancelled");
    expect(readdirSync(box)).toEqual([]);
  });

  it.each(["connecting", "comparing-overlap", "receiving-transactions", "writing", "verifying"])(
    "an incremental in phase %s leaves the backup as it was",
    async (phase) => {
      await backup.full(target);
      const before = stateOf(box);
      const controller = new AbortController();
      const act = backup.incremental(target, {
        signal: controller.signal,
        onProgress: (p) => p.phase === phase && controller.abort(),
      });
      expect((await failure(act)).code).toBe("cancelled");
      expect(stateOf(box)).toEqual(before);
    },
  );

  it("is not needed when a full answer never begins: that wait has its own limit", async () => {
    server.answerOf = (r) => (r.isProbe ? goldenAnswers(r) : undefined);
    const impatient = OnlineBackup.from("127.0.0.1", server.port).withTimeout(50, 150);
    const startedAt = performance.now();
    expect((await failure(impatient.full(target))).code).toBe("read-timeout");
    expect(performance.now() - startedAt).toBeGreaterThan(140);
    expect(readdirSync(box)).toEqual([]);
  });

  it("is quick while the server is silent", async () => {
    server.answerOf = (r) => (r.isProbe ? goldenAnswers(r) : undefined);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const startedAt = performance.now();
    expect((await failure(backup.full(target, { signal: controller.signal }))).code).toBe(
      "cancelled",
    );
    expect(performance.now() - startedAt).toBeLessThan(1500);
    expect(readdirSync(box)).toEqual([]);
  });
});

describe("a crash of ours", () => {
  it("between the new log file and everything after it is made good by the next run", async () => {
    await backup.full(target);
    const before = new Map(
      ["neostore", "holdfast.manifest.json"].map((f) => [f, readFileSync(join(target, f))]),
    );
    await backup.incremental(target);
    for (const [f, bytes] of before) writeFileSync(join(target, f), bytes);
    expect(await inspect(target)).toMatchObject({
      lastTx: LAST,
      repairs: [expect.stringContaining("set to 1")],
    });
    const target2 = join(box, "restored");
    const { plan, isProven } = await restore(target, target2);
    expect(isProven).toBe(false);
    expect(plan.warnings).toContainEqual(
      expect.stringMatching(/^neostore\.transaction\.db\.1 came with a run that was cut/),
    );
    expect((await verify(target2)).ok).toBe(true);
    server.answerOf = (r) =>
      r.isProbe ? goldenAnswers(r) : framesOf(payloadOf(golden("probe").s2c), () => 99);
    expect((await failure(backup.incremental(target))).code).toBe("server-behind");
    expect((await restore(target, join(box, "again"))).isProven).toBe(true);
    expect((await verify(target)).ok).toBe(true);
    expect((await inspect(target)).lastTx).toBe(LAST);
  });

  it("does not make a changed log file pass for what was written", async () => {
    await backup.full(target);
    const before = new Map(
      ["neostore", "holdfast.manifest.json"].map((f) => [f, readFileSync(join(target, f))]),
    );
    await backup.incremental(target);
    for (const [f, bytes] of before) writeFileSync(join(target, f), bytes);
    const log = "neostore.transaction.db.0";
    const bytes = readFileSync(join(target, log));
    const last = bytes.length - 1; // the last byte of a commit's time
    bytes[last] = (bytes[last] as number) ^ 1;
    writeFileSync(join(target, log), bytes);
    const refused = { code: "damaged-backup", file: log, range: [0, bytes.length] };
    await expect(restore(target, join(box, "restored"))).rejects.toMatchObject(refused);
    await expect(backup.incremental(target)).rejects.toMatchObject(refused);
  });

  it("before the first byte of a full was published is cleaned up by the next run", async () => {
    mkdirSync(join(target, ".holdfast-staging"), { recursive: true });
    writeFileSync(join(target, ".holdfast-staging", "neostore"), "half");
    writeFileSync(join(target, "holdfast.manifest.json"), "{}");
    writeFileSync(join(target, ".holdfast-lock"), JSON.stringify({ host: "x", pid: 1 }));
    rmSync(join(target, ".holdfast-lock"));
    expect((await backup.full(target)).lastTx).toBe(BASE_END);
    expect((await verify(target)).ok).toBe(true);
  });

  it("is not confused with a server that sends other transactions", async () => {
    await backup.full(target);
    const other = Buffer.concat([
      payloadOf(golden("probe").s2c),
      transaction(BASE_END),
      transaction(BASE_END + 1),
    ]);
    server.answerOf = (r) => (r.isProbe ? goldenAnswers(r) : framesOf(other, () => 9999));
    const before = stateOf(box);
    expect((await failure(backup.incremental(target))).code).toBe("diverged");
    expect(stateOf(box)).toEqual(before);
  });
});

describe("a restore whose process died", () => {
  let whole: string;
  beforeEach(async () => {
    server.answerOf = goldenAnswers;
    const from = join(box, "backup");
    await backup.full(from);
    whole = join(box, "whole");
    await restore(from, whole);
  });
  const staging = () => join(target, ".holdfast-staging");
  /** A directory as it was after so many of its files had been moved up. */
  function cutAfter(moved: number, isListed = true): string[] {
    const names = readdirSync(whole).filter((name) => name !== "neostore");
    mkdirSync(target);
    cpSync(whole, staging(), { recursive: true });
    if (isListed)
      writeFileSync(
        join(staging(), ".holdfast-publish.json"),
        JSON.stringify([...names, "neostore"]),
      );
    for (const name of names.slice(0, moved)) renameSync(join(staging(), name), join(target, name));
    return names;
  }

  it("while it published is finished, however far it was", async () => {
    for (const moved of [0, 1, 5]) {
      expect(cutAfter(moved).length).toBeGreaterThan(5);
      expect(await finishRestore(target)).toBe("restored");
      expect(stateOf(target)).toEqual(stateOf(whole));
      rmSync(target, { recursive: true });
    }
  });

  it("before that is taken away, and the directory with it", async () => {
    cutAfter(0, false);
    expect(await finishRestore(target)).toBe("nothing");
    expect(existsSync(target)).toBe(false);
    expect(await finishRestore(target)).toBe("nothing");
  });

  it("leaves alone what is not its own", async () => {
    mkdirSync(target);
    writeFileSync(join(target, "letter.txt"), "dear all");
    const before = stateOf(target);
    expect(await finishRestore(target)).toBe("foreign");
    expect(stateOf(target)).toEqual(before);
    expect(await finishRestore(whole)).toBe("restored");
  });
});
