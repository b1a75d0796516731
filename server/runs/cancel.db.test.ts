import { expect, test } from "vitest";
import { CANCEL_CHANNEL, listen } from "../db/index.ts";
import { testContext } from "../testing/context.ts";
import { beat, cancelRun, claimRun, type RunDto, runById, startRun } from "./index.ts";

const ctx = testContext();

async function queued(): Promise<RunDto> {
  const { id: databaseId } = await ctx.newDatabase();
  const answer = await startRun(ctx, { databaseId, asked: "auto", trigger: "manual" });
  if (!answer.ok) throw new Error(answer.reason);
  return answer.run;
}

test("a queued run is cancelled at once, and no worker gets it afterwards", async () => {
  const { id } = await queued();
  expect(await cancelRun(ctx, id)).toMatchObject({
    state: "cancelled",
    error: null,
    startedAt: null,
  });
  expect(await claimRun(ctx, { runId: id, workerId: "late" })).toBeNull();
});

test("the worker of a running run hears of the cancel by notification and by its heartbeat", async () => {
  const { id } = await queued();
  await claimRun(ctx, { runId: id, workerId: "mine" });
  expect(await beat(ctx, { runId: id, workerId: "mine" })).toBe("go-on");
  let heard = "";
  const listener = listen({
    url: ctx.databaseUrl,
    channels: [CANCEL_CHANNEL],
    onNotification: (_channel, payload) => {
      heard = payload;
    },
    onReconnect: () => {},
  });
  await listener.ready;
  const run = await cancelRun(ctx, id);
  expect(run).toMatchObject({ state: "running" });
  expect(run.cancelRequestedAt).toBeInstanceOf(Date);
  await expect.poll(() => heard).toBe(id);
  await listener.close();
  expect(await beat(ctx, { runId: id, workerId: "mine" })).toBe("cancel");
  expect(await beat(ctx, { runId: id, workerId: "other" })).toBe("lost");
});

test("a listener whose connection is cut listens again and says so", async () => {
  let reconnects = 0;
  let heard = "";
  const listener = listen({
    url: ctx.databaseUrl,
    channels: [CANCEL_CHANNEL],
    onNotification: (_channel, payload) => {
      heard = payload;
    },
    onReconnect: () => {
      reconnects++;
    },
  });
  await listener.ready;
  await ctx.db.$queryRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE query = ${`LISTEN ${CANCEL_CHANNEL}`} AND datname = current_database()`;
  await expect.poll(() => reconnects, { timeout: 5_000 }).toBe(1);
  await ctx.db.$executeRaw`SELECT pg_notify(${CANCEL_CHANNEL}, 'again')`;
  await expect.poll(() => heard).toBe("again");
  await listener.close();
});

test("cancelling a run that has ended changes nothing", async () => {
  const { id } = await queued();
  await cancelRun(ctx, id);
  const before = await runById(ctx, id);
  expect(await cancelRun(ctx, id)).toEqual(before);
});
