import type { Page } from "@playwright/test";
import { Lab, missingTools } from "../../packages/neo4j-backup/test/live/neo4j-lab.ts";
import { freePort } from "../../scripts/free-port.ts";
import { type Receiver, startReceiver } from "../../server/testing/receiver.ts";
import * as services from "../../server/testing/services.ts";
import { expectAccessible } from "../harness/accessible.ts";
import { test as base, expect, freshName } from "../harness/test.ts";

const test = base.extend<{ receiver: Receiver }>({
  receiver: async ({ holdfast }, use) => {
    const receiver = await startReceiver();
    const before = await holdfast.api.security.reach.query();
    const webhookAllow = [...new Set([...before.webhookAllow, "127.0.0.1"])];
    await holdfast.api.security.saveReach.mutate({ ...before, webhookAllow });
    await use(receiver);
    await receiver.close();
  },
});

/** The worker looks every 3 seconds, and at some things every 12. */
const SOON = { timeout: 20_000 };

async function addChannel(page: Page, kind: string, name: string, fields: Record<string, string>) {
  await page.goto("/settings/notifications");
  await page.getByRole("button", { name: "Add channel" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Kind", { exact: true }).selectOption({ label: kind });
  await form.getByLabel("Name", { exact: true }).fill(name);
  for (const [label, value] of Object.entries(fields))
    await form.getByLabel(label, { exact: true }).fill(value);
  await form.getByRole("button", { name: "Add channel" }).click();
  await expect(form).toBeHidden();
}

test("a failing backup raises an alarm that is told, acknowledged, and resolved by the next good one", async ({
  page,
  holdfast,
  database,
  source,
  backUp,
  receiver,
}) => {
  test.setTimeout(120_000);
  const name = freshName("Ops hook");
  await addChannel(page, "Webhook", name, {
    Address: `${receiver.url}/ops`,
    "Signing key": "a key of ours",
  });
  await page.getByRole("button", { name: "Add route" }).click();
  const route = page.getByRole("dialog");
  await route.getByLabel("Channel", { exact: true }).selectOption({ label: name });
  await route.getByLabel(database.name, { exact: true }).check();
  await route.getByRole("button", { name: "Add route" }).click();
  await expect(route).toBeHidden();
  await expect(page.getByRole("table", { name: "Routes" })).toContainText(database.name);

  await backUp();
  await source.down();
  expect(await backUp()).toMatchObject({ state: "failed", errorCode: "connect-refused" });

  await page.goto(`/alarms?database=${database.slug}`);
  const row = page.getByRole("list", { name: "Alarms" }).getByRole("listitem");
  await expect(row).toContainText(`${database.name}: Backup failed`, SOON);
  await expect(
    page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /Alarms/ }),
  ).toContainText("open");
  await expectAccessible(page);
  const [alarm] = await holdfast.rows.query<{ id: string; state: string; openKey: string | null }>(
    `SELECT "id", "state", "openKey" FROM "Alarm" WHERE "databaseId" = $1`,
    [database.id],
  );
  expect(alarm).toMatchObject({ state: "open", openKey: `${database.id}/failed/` });

  await expect.poll(() => receiver.requests.length, SOON).toBe(1);
  const body = JSON.parse(receiver.requests[0]?.body ?? "");
  expect(body).toMatchObject({ event: "raised", kind: "failed", database: database.name });
  expect(body.link).toBe(`${holdfast.url}/alarms/${alarm?.id}`);

  await row.getByRole("button", { name: /^Acknowledge/ }).click();
  await page.getByRole("dialog").getByLabel("Note").fill("the network team is on it");
  await page.getByRole("dialog").getByRole("button", { name: "Acknowledge" }).click();
  await expect(row).toContainText("Acknowledged");
  await row.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    `${database.name}: Backup failed`,
  );
  await expect(page.getByRole("list", { name: "Events" })).toContainText(
    "The network team is on it",
  );
  await expect(page.getByRole("table", { name: "Messages" })).toContainText("Sent");
  await expectAccessible(page);

  await source.up();
  expect(await backUp()).toMatchObject({ state: "succeeded" });
  await expect(page.getByRole("list", { name: "Events" })).toContainText("Resolved", SOON);
  await expect.poll(() => receiver.requests.length, SOON).toBe(2);
  expect(JSON.parse(receiver.requests[1]?.body ?? "")).toMatchObject({ event: "resolved" });
  await page.goto(`/alarms?database=${database.slug}`);
  await expect(page.getByText("No alarm matches these filters")).toBeVisible();
  await page.getByLabel("State").selectOption({ label: "Resolved" });
  await expect(page).toHaveURL(/state=resolved/);
  await expect(row).toContainText(database.name);
});

test("Send test shows what the receiver really said, good and bad, and no secret comes back", async ({
  page,
  holdfast,
  receiver,
}) => {
  const name = freshName("Slack");
  const secret = `${receiver.url}/services/T0/B0/very-secret-path`;
  receiver.answer(services.slack);
  await addChannel(page, "Slack", name, { "Webhook address": secret });
  const row = page
    .getByRole("list", { name: "Channels" })
    .getByRole("listitem")
    .filter({ hasText: name });
  await row.getByRole("button", { name: `Send test: ${name}` }).click();
  await expect(row.getByRole("status")).toContainText("It arrived");
  await expect(row.getByRole("status")).toContainText("answered 200");
  expect(JSON.parse(receiver.requests[0]?.body ?? "").text).toContain(
    "Holdfast reaches this channel",
  );

  receiver.answer(() => ({ status: 403, body: "action_prohibited" }));
  await row.getByRole("button", { name: `Send test: ${name}` }).click();
  await expect(row.getByRole("status")).toContainText("Not taken");
  await expect(row.getByRole("status")).toContainText("action_prohibited");
  await expectAccessible(page);

  await row.getByRole("button", { name: `Edit ${name}` }).click();
  const address = page.getByRole("dialog").getByLabel("Webhook address");
  await expect(address).toHaveValue("");
  await expect(page.getByRole("dialog")).toContainText("Set. Type a new one to replace it");
  const shown = JSON.stringify([await holdfast.api.alarms.channels.query(), await page.content()]);
  expect(shown).not.toContain("very-secret-path");
  const rows = await holdfast.rows.query(`SELECT * FROM "AlarmChannel" WHERE "name" = $1`, [name]);
  expect(JSON.stringify(rows)).not.toContain("very-secret-path");
});

test("backups ping an outside service when they begin, succeed and fail, in order", async ({
  page,
  holdfast,
  database,
  source,
  backUp,
  receiver,
}) => {
  const check = "6f1f1c0e-5a43-4b56-8f0e-3d6f0a3c9b11";
  receiver.answer(services.healthchecks(check));
  await page.goto(`/databases/${database.slug}/settings`);
  const pings = page.getByRole("region", { name: "Pings" });
  await pings.getByLabel("Address to ping").fill(`${receiver.url}/${check}`);
  await pings.getByRole("button", { name: "Set", exact: true }).click();
  await expect(pings).toContainText("Set, at 127.0.0.1");
  await pings.getByRole("button", { name: "Send test ping" }).click();
  await expect(pings.getByRole("status")).toContainText("It arrived");
  expect(await page.content()).not.toContain(check);
  receiver.requests.length = 0;

  await backUp();
  await source.down();
  await backUp();
  const paths = () => receiver.requests.map(({ path }) => path.split("?")[0]);
  await expect
    .poll(paths, SOON)
    .toEqual([`/${check}/start`, `/${check}`, `/${check}/start`, `/${check}/fail`]);
  const rows = await holdfast.rows.query(
    `SELECT "pingUrl" FROM "DatabaseWatch" WHERE "databaseId" = $1`,
    [database.id],
  );
  expect(JSON.stringify(rows)).not.toContain(check);
});

test("a muted kind stays in the inbox and nobody is told; thresholds that make no sense are refused", async ({
  page,
  holdfast,
  database,
  source,
  backUp,
}) => {
  await source.down();
  await backUp();
  await page.goto(`/alarms?database=${database.slug}`);
  const row = page.getByRole("list", { name: "Alarms" }).getByRole("listitem");
  await expect(row).toContainText("Backup failed", SOON);
  await row.getByRole("link").click();
  await page.getByRole("button", { name: "Mute" }).click();
  await page.getByRole("dialog").getByLabel("For").selectOption({ label: "1 day" });
  await page.getByRole("dialog").getByRole("button", { name: "Mute" }).click();
  await expect(page.getByRole("button", { name: "End mute" })).toBeVisible();
  await expect(page.getByRole("list", { name: "Events" })).toContainText("Muted by Ada Admin");
  const [mute] = await holdfast.rows.query<{ kind: string; until: Date }>(
    `SELECT "kind", "until" FROM "AlarmMute" WHERE "databaseId" = $1`,
    [database.id],
  );
  expect(mute?.kind).toBe("failed");
  await page.goto("/settings/notifications");
  await expect(page.getByRole("list", { name: "Muted" })).toContainText(database.name);

  await page.goto(`/databases/${database.slug}/settings`);
  const alarms = page.getByRole("region", { name: "Alarms" });
  await alarms.getByLabel("Deletes more than").fill("0");
  await expect(alarms).toContainText("From 0.1 to 100");
  await expect(alarms.getByRole("button", { name: "Save alarms" })).toBeDisabled();
  await alarms.getByLabel("Deletes more than").fill("35");
  await alarms.getByRole("button", { name: "Save alarms" }).click();
  await expect(alarms.getByRole("button", { name: "Save alarms" })).toBeDisabled();
  const watched = async () => await holdfast.api.alarms.watchOf.query({ databaseId: database.id });
  await expect.poll(watched).toMatchObject({ massPercent: 35 });
});

test("a mass deletion on a real Neo4j 2.3.3 raises an alarm, pins the set, and leads to a plan before it", async ({
  page,
  holdfast,
}) => {
  test.skip(missingTools !== undefined, missingTools);
  test.setTimeout(300_000);
  const lab = await Lab.make();
  try {
    const port = await freePort(7690);
    const server = await lab.start({ directory: lab.data("db"), port, settings: [] });
    await server.sendAll("load 400 2");
    const { id, slug, name } = await holdfast.api.databases.add.mutate({
      name: freshName("Mass"),
      host: "127.0.0.1",
      port,
      timeoutSeconds: 40,
    });
    const backUp = async () => {
      const answer = await holdfast.api.runs.start.mutate({ databaseId: id, asked: "auto" });
      if (!answer.ok) throw new Error(answer.reason);
      return await holdfast.rows.runEnded(answer.run.id);
    };
    await backUp();
    await server.sendAll("update 20 3");
    const before = await server.facts();
    await backUp();
    const alarms = () =>
      holdfast.rows.query<{
        id: string;
        sentence: string;
        facts: { setId: string; restoreTx: number };
      }>(
        `SELECT "id", "sentence", "facts" FROM "Alarm" WHERE "databaseId" = $1 AND "kind" = 'mass-change'`,
        [id],
      );
    await expect
      .poll(
        async () =>
          (
            await holdfast.rows.query<{ tx: string }>(
              `SELECT "watchedTx" AS "tx" FROM "DatabaseWatch" WHERE "databaseId" = $1`,
              [id],
            )
          )[0]?.tx,
        SOON,
      )
      .toBe(String(before.lastTx));
    expect(await alarms()).toEqual([]);

    await server.sendAll("delete 300 300");
    const run = await backUp();
    await page.goto(`/alarms?database=${slug}`);
    const row = page.getByRole("list", { name: "Alarms" }).getByRole("listitem");
    await expect(row).toContainText(`${name}: Mass change`, SOON);
    const [alarm] = await alarms();
    if (!alarm) throw new Error("no alarm was raised");
    expect(alarm.sentence).toMatch(/deleted \d+ of about \d+ nodes \(\d+ %\)/);
    expect(alarm.facts).toEqual({ setId: run.setId, restoreTx: before.lastTx });
    const [set] = await holdfast.rows.sets(id);
    expect(set).toMatchObject({
      pinned: true,
      pinNote: `mass change from transaction ${before.lastTx + 1} on: restore to ${before.lastTx}`,
    });

    await row.getByRole("link").click();
    await page.getByRole("link", { name: `Restore to transaction ${before.lastTx}` }).click();
    await expect(page).toHaveURL(
      new RegExp(`/databases/${slug}/restore\\?set=${run.setId}&tx=${before.lastTx}$`),
    );
    await page.getByRole("textbox", { name: "Directory" }).fill(`before-${slug}`);
    await page.getByRole("button", { name: "Restore", exact: true }).click();
    await expect(page.getByRole("heading", { name: /^Restored in/ })).toBeVisible();
    const restored = await holdfast.rows.ended(id, 4);
    expect(restored).toMatchObject({
      asked: "restore",
      state: "succeeded",
      lastTx: String(before.lastTx),
    });
    const [{ outcome }] = (await holdfast.rows.query<{ outcome: { target: string } }>(
      `SELECT "outcome" FROM "Run" WHERE "id" = $1`,
      [restored.id],
    )) as [{ outcome: { target: string } }];
    expect(await lab.verify(outcome.target)).toEqual({ ...before, consistent: true });
  } finally {
    await lab.end();
  }
});
