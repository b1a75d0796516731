import { startReceiver } from "../../server/testing/receiver.ts";
import { expect, test } from "../harness/test.ts";

/** A worker counts as silent after 20 s, and the console looks every 15 s, twice. */
const NOTICED = { timeout: 75_000, intervals: [500] };

test("while the only worker hangs, the console itself raises the alarm and sends it; its return resolves it", async ({
  page,
  own,
}) => {
  test.setTimeout(180_000);
  const receiver = await startReceiver();
  try {
    const reach = await own.api.security.reach.query();
    await own.api.security.saveReach.mutate({ ...reach, webhookAllow: ["127.0.0.1"] });
    const channel = await own.api.alarms.addChannel.mutate({
      name: "Duty",
      kind: "webhook",
      enabled: true,
      settings: { url: receiver.url },
      secrets: {},
    });
    await own.api.alarms.saveRoute.mutate({
      channelId: channel.id,
      severity: "critical",
      databaseIds: [],
      tags: [],
      kinds: ["worker-gone"],
      sendResolved: true,
    });
    const worker = await own.workerPid();
    const states = async () =>
      (
        await own.rows.query<{ state: string }>(
          `SELECT "state" FROM "Alarm" WHERE "kind" = 'worker-gone' AND "severity" = 'critical'`,
        )
      ).map(({ state }) => state);
    process.kill(worker, "SIGSTOP");
    try {
      await expect.poll(states, NOTICED).toEqual(["open"]);
      await expect.poll(() => receiver.requests.length, NOTICED).toBe(1);
      expect(receiver.requests[0]?.body).toContain("no worker is alive");
      await page.goto(`${own.url}/alarms`);
      await expect(page.getByRole("list", { name: "Alarms" })).toContainText("Worker gone");
    } finally {
      process.kill(worker, "SIGCONT");
    }
    await expect.poll(states, NOTICED).toEqual(["resolved"]);
    await expect.poll(() => receiver.requests.length, NOTICED).toBe(2);
  } finally {
    await receiver.close();
  }
});
