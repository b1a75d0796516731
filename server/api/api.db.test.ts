import { afterAll, beforeAll, expect, test } from "vitest";
import {
  claimRun,
  finishRun,
  type RunEvent,
  type RunSignal,
  recordProgress,
} from "../runs/index.ts";
import { testContext } from "../testing/context.ts";
import { bus } from "./events.ts";
import { appRouter } from "./root.ts";

const ctx = testContext();
const api = appRouter.createCaller(() => ctx);
beforeAll(() => {
  process.env.DATABASE_URL = ctx.databaseUrl;
});
afterAll(async () => {
  (await bus()).removeAllListeners();
});

const address = { host: "127.0.0.1", port: 1, timeoutSeconds: 5 };
const progress = (bytes: number) => ({
  phase: "receiving-files",
  kind: "full",
  file: "neostore",
  files: 1,
  bytes,
  expectedBytes: null,
  transactions: 0,
  lastTx: null,
  lastCommitAt: null,
  bytesPerSecond: null,
  etaSeconds: null,
  verifiedBytes: 0,
  verifyTotalBytes: null,
  fraction: null,
  at: new Date(),
});
const line = (seq: number) => ({
  seq,
  at: new Date(),
  level: "info" as const,
  text: `line ${seq}`,
});

/** What a tracked event carries; on the wire tRPC splits it into id and data. */
const dataOf = <T>(event: unknown): T => (event as [id: string, data: T])[1];

async function startedRun(name: string) {
  const database = await api.databases.add({ name, ...address });
  const answer = await api.runs.start({ databaseId: database.id, asked: "full" });
  if (!answer.ok) throw new Error(answer.reason);
  return { database, run: answer.run, ids: { runId: answer.run.id, workerId: "w" } };
}

test("a database that was added is listed, found by its slug, and its name is taken", async () => {
  const added = await api.databases.add({ name: "Orders EU", ...address });
  expect(added).toMatchObject({ slug: "orders-eu", setCount: 0, newestProtected: null });
  expect((await api.databases.list()).map((one) => one.id)).toContain(added.id);
  expect(await api.databases.bySlug({ slug: "orders-eu" })).toEqual(added);
  await expect(api.databases.add({ name: "Orders EU", ...address })).rejects.toMatchObject({
    code: "CONFLICT",
    message: 'another database is already called "Orders EU"',
  });
  await expect(api.databases.bySlug({ slug: "nowhere" })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("a connection test answers trouble in words instead of failing", async () => {
  const answer = await api.databases.testConnection(address);
  expect(answer).toMatchObject({ ok: false, error: { code: "connect-refused", retry: "later" } });
});

test("whoever watches a run sees it as it stands, each change, and its end, and every line once", async () => {
  const { run, ids } = await startedRun("watched");
  const events = (await api.runs.watch({ id: run.id }))[Symbol.asyncIterator]();
  const next = async () => dataOf<RunEvent>((await events.next()).value);
  expect((await next()).run.state).toBe("queued");
  await claimRun(ctx, ids);
  expect((await next()).run.state).toBe("running");
  const phases = [{ phase: "receiving-files", startedAt: new Date(), finishedAt: null }];
  await recordProgress(ctx, { ...ids, progress: progress(10), phases, lines: [line(0), line(1)] });
  expect(await next()).toMatchObject({
    run: { progress: { bytes: 10 } },
    log: [{ seq: 0 }, { seq: 1 }],
  });
  const end = { state: "succeeded", result: "full", figures: {} } as const;
  await finishRun(ctx, { ...ids, end, phases, lines: [line(2)] });
  expect(await next()).toMatchObject({
    run: { state: "succeeded", progress: null },
    log: [{ seq: 2 }],
  });
  expect((await events.next()).done).toBe(true);
});

test("whoever comes back to a run that ended meanwhile gets the lines that were missed", async () => {
  const { run, ids } = await startedRun("left and back");
  await claimRun(ctx, ids);
  await recordProgress(ctx, { ...ids, progress: null, phases: [], lines: [line(0), line(1)] });
  await finishRun(ctx, {
    ...ids,
    end: { state: "cancelled", figures: {} },
    phases: [],
    lines: [line(2)],
  });
  const watch = await api.runs.watch({ id: run.id, lastEventId: "0" });
  const events: unknown[] = [];
  for await (const event of watch) events.push(dataOf(event));
  expect(events).toMatchObject([{ run: { state: "cancelled" }, log: [{ seq: 1 }, { seq: 2 }] }]);
});

test("whoever watches all runs sees those that are active first, then what changes", async () => {
  const { run, ids } = await startedRun("one of all");
  const events = (await api.runs.watchAll())[Symbol.asyncIterator]();
  const nextOf = async (state: string) => {
    for (;;) {
      const { value } = await events.next();
      const signal = dataOf<RunSignal>(value);
      if (signal.runId === run.id && signal.state === state) return signal;
    }
  };
  await nextOf("queued");
  await claimRun(ctx, ids);
  await recordProgress(ctx, { ...ids, progress: progress(77), phases: [], lines: [] });
  await nextOf("running");
  expect(await nextOf("running")).toMatchObject({ progress: { bytes: 77 } });
  await events.return?.(undefined);
});

test("a database's standing counts failures since the last good backup", async () => {
  const { database, ids } = await startedRun("standing");
  const id = database.id;
  const end = async (runId: string, state: "succeeded" | "failed") => {
    await claimRun(ctx, { runId, workerId: "w" });
    const error = {
      code: "connect-refused",
      message: "no",
      detail: null,
      safe: "",
      advice: "",
      retry: "later" as const,
      server: null,
    };
    await finishRun(ctx, {
      runId,
      workerId: "w",
      end:
        state === "failed" ? { state, error, figures: {} } : { state, result: "full", figures: {} },
      phases: [],
      lines: [],
    });
  };
  expect(await api.databases.byId({ id })).toMatchObject({
    activeRun: { id: ids.runId },
    lastRun: null,
  });
  await end(ids.runId, "succeeded");
  for (let count = 0; count < 2; count++) {
    const answer = await api.runs.start({ databaseId: id, asked: "auto" });
    if (!answer.ok) throw new Error(answer.reason);
    await end(answer.run.id, "failed");
  }
  expect(await api.databases.byId({ id })).toMatchObject({
    activeRun: null,
    consecutiveFailures: 2,
    lastGood: { runId: ids.runId, result: "full" },
    lastRun: { state: "failed", error: { code: "connect-refused" } },
  });
  expect(await api.runs.counts({ databaseId: id })).toEqual({
    running: 0,
    queued: 0,
    failedRecently: 1,
  });
  const strip = await api.databases.strip({ id, days: 1 });
  expect(strip.runs.map((run) => run.state)).toEqual(["failed", "failed", "succeeded"]);
});

test("the system says where its backups go and how much room is left there", async () => {
  const status = await api.system.status();
  expect(status).toMatchObject({ workers: [], postgres: "external", storageRoot: ctx.storageRoot });
  expect(status.storageFreeBytes).toBeGreaterThan(0);
});
