import { afterAll, beforeAll, expect, test } from "vitest";
import { addChannel, listAlarms, saveRoute } from "../alarms/index.ts";
import { savePolicy } from "../reach/index.ts";
import { forgetWorkers, seeWorker } from "../runs/index.ts";
import { testContext } from "../testing/context.ts";
import { type Receiver, startReceiver } from "../testing/receiver.ts";
import { alarmWatch } from "./alarm-watch.ts";

const ctx = testContext();
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  await savePolicy(ctx, { sourcesOnly: [], webhookAllow: ["127.0.0.1"] });
});
afterAll(() => receiver.close());

const alarms = async () => (await listAlarms(ctx, { states: ["open"] })).items;

test("without a worker the console itself raises the alarm and sends it, and not at its first look", async () => {
  const { id: channelId } = await addChannel(ctx, {
    name: "hook",
    kind: "webhook",
    enabled: true,
    settings: { url: receiver.url },
    secrets: {},
  });
  const everything = { databaseIds: [], tags: [], kinds: [], sendResolved: true };
  await saveRoute(ctx, { channelId, severity: "warning", ...everything });
  const look = alarmWatch(ctx, "https://holdfast.example");
  const worker = { id: "w:1", host: "w", pid: 1, busyRuns: 0 };
  await seeWorker(ctx, worker);
  for (let looks = 0; looks < 3; looks++) await look();
  expect(await alarms()).toEqual([]);

  await forgetWorkers(ctx, [worker.id]);
  await look();
  expect(await alarms()).toEqual([]);
  await look();
  expect(await alarms()).toMatchObject([{ kind: "worker-gone", severity: "critical" }]);
  const clock = ctx.clock;
  ctx.clock = { now: () => new Date(Date.now() + 60_000) };
  await look();
  ctx.clock = clock;
  expect(receiver.requests).toHaveLength(1);
  expect(receiver.requests[0]?.body).toContain("no worker is alive");
});
