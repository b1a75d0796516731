import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  BackupError,
  inspect,
  type Note,
  OnlineBackup,
  PHASES,
  type Progress,
  probe,
  verify,
} from "../../src/index.ts";
import { stateOf } from "../hostile/directory-state.ts";
import type { AnswerOf, ReplayServer } from "../hostile/replay-server.ts";
import { BASE_END, goldenAnswers, goldenServer, LAST, logPath } from "./directories.ts";
import { framesOf, golden, payloadOf } from "./goldens.ts";
import { scratchDirectory } from "./scratch.ts";
import { walkAnswer } from "./walk-answer.ts";

// The machine may be busy with much else.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const scratch = scratchDirectory("flows");
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
const pruned: AnswerOf = (r) =>
  r.isProbe || r.kind === "full" ? goldenAnswers(r) : golden("failure-pruned").s2c;

describe("a backup of golden answers", () => {
  it("full, then incremental, then nothing new, with the right figures each time", async () => {
    const full = await backup.full(target);
    expect(full).toMatchObject({
      kind: "full",
      nothingNew: false,
      baseEndTx: BASE_END,
      lastTx: BASE_END,
      transactions: 0,
      dialect: 1,
      repaired: [],
      verdict: { ok: true, findings: [] },
    });
    expect(full.files).toBe(walkAnswer(payloadOf(golden("full-idle").s2c), "full").files.length);
    expect(await backup.isConsistent()).toBe(true);
    const base = stateOf(target).filter((l) => !/^(neostore|holdfast.manifest.json) /.test(l));

    const incremental = await backup.incremental(target);
    expect(incremental).toMatchObject({
      kind: "incremental",
      nothingNew: false,
      baseEndTx: BASE_END,
      firstTx: BASE_END + 1,
      lastTx: LAST,
      transactions: LAST - BASE_END,
      logFile: {
        name: logPath(1),
        version: 1,
        firstTx: BASE_END + 1,
        lastTx: LAST,
        transactions: LAST - BASE_END,
      },
    });
    const { transactions, transactionsAt } = walkAnswer(
      payloadOf(golden("incremental-every-command").s2c),
      "incremental",
    );
    const sent = payloadOf(golden("incremental-every-command").s2c).subarray(
      transactionsAt + (transactions[0]?.to ?? 0) - 16,
    );
    expect(readFileSync(join(target, logPath(1))).subarray(16)).toEqual(sent);
    expect(stateOf(target)).toEqual(expect.arrayContaining(base));
    expect(await verify(target)).toMatchObject({ ok: true, findings: [] });
    expect(await inspect(target)).toMatchObject({
      baseEndTx: BASE_END,
      lastTx: LAST,
      hasManifest: true,
      adopted: false,
    });

    const last = framesOf(
      Buffer.concat([payloadOf(golden("probe").s2c), sent.subarray(-tail(transactions))]),
      () => 9999,
    );
    server.answerOf = (r) => (r.isProbe ? golden("probe").s2c : last);
    const before = stateOf(target);
    const nothing = await backup.incremental(target);
    expect(nothing).toMatchObject({ nothingNew: true, lastTx: LAST, transactions: 0 });
    expect(nothing.logFile).toBeUndefined();
    expect(stateOf(target)).toEqual(before);
    expect(server.requests.at(-1)?.lastTx).toBe(BigInt(LAST - 1));
  });

  it("of a server under load holds the transactions that ran meanwhile", async () => {
    server.answerOf = (r) => (r.kind === "full" ? golden("full-under-load").s2c : goldenAnswers(r));
    const { firstTx = 0, lastTx = 0 } = golden("full-under-load").recipe;
    expect(await backup.full(target)).toMatchObject({
      firstTx,
      lastTx,
      baseEndTx: lastTx,
      transactions: lastTx - firstTx + 1,
    });
    expect((await verify(target)).ok).toBe(true);
  });

  it("tells its phases in order, and ends with done", async () => {
    const seen: Progress[] = [];
    const notes: Note[] = [];
    await backup.full(target, { onProgress: (p) => seen.push(p), onNote: (n) => notes.push(n) });
    const order = seen.map((p) => PHASES.indexOf(p.phase));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(seen.at(-1)?.phase).toBe("done");
    expect(notes[0]?.text).toMatch(/connected to 127\.0\.0\.1/);
  });

  it("asks who the server is without making it work", async () => {
    const found = await probe({ host: "127.0.0.1", port: server.port });
    expect(found).toMatchObject({ dialect: 1, store: { storeVersion: "v0.A.6" } });
    expect(server.requests).toEqual([]);
  });

  it("puts the manifest where it is told to", async () => {
    const manifestPath = join(box, "manifest.json");
    await backup.full(target, { manifestPath });
    expect(existsSync(join(target, "holdfast.manifest.json"))).toBe(false);
    expect((await backup.incremental(target, { manifestPath })).lastTx).toBe(LAST);
    expect((await verify(target, { manifestPath })).ok).toBe(true);
  });
});

const tail = (all: readonly { from: number; to: number }[]): number => {
  const last = all.at(-1);
  return last ? last.to - last.from : 0;
};

describe("what cannot be continued or begun", () => {
  it.each<[string, (dir: string) => void, "full" | "incremental" | "backup", string]>([
    [
      "a full over somebody's files",
      (d) => writeFileSync(join(d, "thesis.doc"), "x"),
      "full",
      "not-a-backup",
    ],
    [
      "any backup over somebody's files",
      (d) => writeFileSync(join(d, "thesis.doc"), "x"),
      "backup",
      "not-a-backup",
    ],
    ["an incremental into nothing", () => undefined, "incremental", "no-backup"],
    [
      "an incremental into a missing directory",
      (d) => rmSync(d, { recursive: true }),
      "incremental",
      "no-backup",
    ],
  ])("%s is refused and nothing is touched", async (_, prepare, kind, code) => {
    mkdirSync(target);
    prepare(target);
    const before = stateOf(box);
    expect((await failure(backup[kind](target))).code).toBe(code);
    expect(stateOf(box)).toEqual(before);
    expect(server.requests).toEqual([]);
  });

  it("a full over a backup is refused", async () => {
    await backup.full(target);
    const before = stateOf(box);
    expect((await failure(backup.full(target))).code).toBe("not-empty");
    expect(stateOf(box)).toEqual(before);
  });

  it("another run's lock is respected, even of the same process", async () => {
    await backup.full(target);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    server.answerOf = (r) => {
      if (r.isProbe) return goldenAnswers(r);
      return (socket) => void held.then(() => socket.write(goldenAnswers(r) as Buffer));
    };
    const first = backup.incremental(target);
    while (server.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await failure(backup.incremental(target))).code).toBe("locked");
    release();
    expect((await first).lastTx).toBe(LAST);
  });

  it("our own damaged log is called damage, not a diverged server", async () => {
    await backup.full(target);
    await backup.incremental(target);
    const path = join(target, logPath(1));
    const log = readFileSync(path);
    log[log.length - 30] = (log[log.length - 30] ?? 0) ^ 1;
    writeFileSync(path, log);
    const message = payloadOf(golden("incremental-every-command").s2c);
    const { transactions, transactionsAt } = walkAnswer(message, "incremental");
    const last = message.subarray(message.length - tail(transactions));
    const answer = framesOf(Buffer.concat([message.subarray(0, transactionsAt), last]), () => 9999);
    server.answerOf = (r) => (r.isProbe ? golden("probe").s2c : answer);
    const error = await failure(backup.incremental(target));
    expect(error).toMatchObject({ code: "damaged-backup", file: logPath(1) });
  });
});

describe("falling back to full", () => {
  it("is left to the caller of incremental, with the server's words and the backup as it was", async () => {
    await backup.full(target);
    const before = stateOf(box);
    server.answerOf = pruned;
    const error = await failure(backup.incremental(target));
    expect(error).toMatchObject({ code: "transactions-missing", retry: "full-instead" });
    expect(error.server?.message).toMatch(/Unable to find transaction/);
    expect(stateOf(box)).toEqual(before);
    expect(server.requests.slice(1).map((r) => r.lastTx)).toEqual([
      BigInt(BASE_END - 1),
      BigInt(BASE_END),
    ]);
  });

  it("swaps the directories, twice in one process, and leaves no lock behind", async () => {
    await backup.backup(target);
    const first = stateOf(target);
    server.answerOf = pruned;
    for (let round = 1; round <= 2; round++) {
      const outcome = await backup.backup(target);
      expect(outcome).toMatchObject({
        kind: "full",
        directory: target,
        fellBackBecause: { code: "transactions-missing" },
      });
      expect(stateOf(outcome.previousDirectory ?? "").map((l) => l.split(" ")[0])).toEqual(
        first.map((l) => l.split(" ")[0]),
      );
      expect((await verify(target)).ok).toBe(true);
      expect((await verify(outcome.previousDirectory ?? "")).ok).toBe(true);
    }
    const locks = readdirSync(box).filter((d) => existsSync(join(box, d, ".holdfast-lock")));
    expect(locks).toEqual([]);
  });

  it("that fails costs the old backup nothing", async () => {
    await backup.backup(target);
    const before = stateOf(box);
    server.answerOf = (r) =>
      r.kind === "full" && !r.isProbe ? golden("full-idle").s2c.subarray(0, 70_000) : pruned(r);
    server.closesAfterAnswer = false;
    const act = OnlineBackup.from("127.0.0.1", server.port).withTimeout(200).backup(target);
    expect((await failure(act)).code).toBe("read-timeout");
    expect(stateOf(box)).toEqual(before);
  });

  it("is no answer to logs that were pruned under a full backup", async () => {
    const half = framesOf(payloadOf(golden("full-idle").s2c).subarray(0, 90_000), () => 99_999);
    half[4] = 0x09;
    const broken = Buffer.concat([half, golden("failure-pruned").s2c]);
    server.answerOf = (r) => (r.isProbe ? goldenAnswers(r) : broken);
    const error = await failure(backup.full(target));
    expect(error).toMatchObject({
      code: "server-failure",
      retry: "later",
      detail: expect.stringMatching(/pruned its logs while its files were copied/),
    });
    expect(readdirSync(box)).toEqual([]);
  });

  it("in the middle of the stream asks once more, without the half that came", async () => {
    await backup.full(target);
    const message = payloadOf(golden("incremental-every-command").s2c);
    const half = framesOf(message.subarray(0, 6000), () => 9999);
    half[4] = 0x09;
    const broken = Buffer.concat([half, golden("failure-pruned").s2c]);
    const { transactions, transactionsAt } = walkAnswer(message, "incremental");
    const rest = framesOf(
      Buffer.concat([
        message.subarray(0, transactionsAt),
        message.subarray(transactionsAt + (transactions[0]?.to ?? 0) - 16),
      ]),
      () => 9999,
    );
    server.answerOf = (r) =>
      r.isProbe ? goldenAnswers(r) : r.lastTx === BigInt(BASE_END - 1) ? broken : rest;
    expect(await backup.incremental(target)).toMatchObject({
      firstTx: BASE_END + 1,
      lastTx: LAST,
      transactions: LAST - BASE_END,
    });
    expect((await verify(target)).ok).toBe(true);
  });
});

describe("what is not valid", () => {
  it.each([
    [() => OnlineBackup.from("")],
    [() => OnlineBackup.from("h", 0)],
    [() => OnlineBackup.from("h", 70_000)],
    [() => OnlineBackup.from("h", 1.5)],
    [() => OnlineBackup.from("h").withTimeout(0)],
    [() => OnlineBackup.from("h").withTimeout(Number.NaN)],
    [() => OnlineBackup.from("h").withTimeout(2 ** 31)],
    [() => OnlineBackup.from("h").withTimeout(40_000, 0)],
  ])("%s is refused at once", (act) => {
    expect(act).toThrow(BackupError);
  });
});
