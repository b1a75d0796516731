import { inspect, verify } from "neo4j-backup";
import { Lab, missingTools } from "../../packages/neo4j-backup/test/live/neo4j-lab.ts";
import { freePort } from "../../scripts/free-port.ts";
import { expectAccessible } from "../harness/accessible.ts";
import { BASE_END_TX } from "../harness/source.ts";
import { expect, freshName, test } from "../harness/test.ts";

test("switched on it follows the source, says how far behind it is, survives an outage, and is one run", async ({
  page,
  source,
  database,
  holdfast,
}) => {
  test.setTimeout(120_000);
  const { id, slug } = database;
  await page.goto(`/databases/${slug}/settings`);
  const setting = page.getByRole("region", { name: "Continuous protection", exact: true });
  await setting.getByLabel("Pull every").fill("0");
  await expect(setting).toContainText("A whole number from 1 to 300");
  await setting.getByLabel("Pull every").fill("1");
  await setting.getByLabel("Protect this database continuously").check();
  await expect(setting).toContainText("-every 1s -roll-size 64m -roll-time 60m");
  await setting.getByRole("button", { name: "Save continuous protection" }).click();
  await expect(setting.getByRole("status")).toHaveText("Saved");

  await page.goto(`/databases/${slug}`);
  const panel = page.getByRole("region", { name: "Continuous protection", exact: true });
  await expect(panel).toContainText("Following", { timeout: 30_000 });
  await expect(panel.getByTestId("protected-until")).toHaveText(/^Protected until \d+ s ago$/);
  await expect(panel.getByTestId("continuous-lead")).toContainText(/^\d+ s behind/);
  source.gain(4);
  await expect(panel).toContainText(`Newest protected transaction ${BASE_END_TX + 4}`);
  await expectAccessible(page);

  await source.down();
  await expect(panel).toContainText("Reconnecting", { timeout: 20_000 });
  await expect(panel).toContainText("the source is away");
  await expect(panel).toContainText("Nothing listens on that port");
  source.gain(3);
  await source.up();
  await panel.getByRole("button", { name: "Pull now" }).click();
  await expect(panel).toContainText(`Newest protected transaction ${BASE_END_TX + 7}`, {
    timeout: 40_000,
  });
  await expect(panel).toContainText("1 reconnect");

  await panel.getByRole("link", { name: "This stretch" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(
    "Continuous protection, running",
  );
  await expect(page.getByText(/connected again after/)).toBeVisible();
  await page.locator(`main a[href="/databases/${slug}/settings"]`).first().click();
  await setting.getByLabel("Protect this database continuously").uncheck();
  await expect(setting).toContainText("nothing more is protected until the next backup");
  await setting.getByRole("button", { name: "Save continuous protection" }).click();
  await expect
    .poll(async () => (await stretchesOf(id)).map(({ state }) => state), { timeout: 20_000 })
    .toEqual(["succeeded"]);
  const [stretch] = await stretchesOf(id);
  expect(stretch).toMatchObject({
    result: "followed",
    transactions: "7",
    lastTx: `${BASE_END_TX + 7}`,
  });

  await page.goto(`/databases/${slug}/runs`);
  await expect(page.getByRole("row").filter({ hasText: "Protected stretch" })).toHaveCount(1);
  const store = holdfast.inSet(slug, stretch?.setId ?? "", "store");
  const manifestPath = holdfast.inSet(slug, stretch?.setId ?? "", "manifest.json");
  expect((await inspect(store, { manifestPath })).lastTx).toBe(BASE_END_TX + 7);
  expect((await verify(store, { manifestPath })).findings).toEqual([]);

  function stretchesOf(databaseId: string) {
    return holdfast.rows.query<{
      state: string;
      result: string;
      transactions: string;
      lastTx: string;
      setId: string;
    }>(`SELECT * FROM "Run" WHERE "databaseId" = $1 AND "asked" = 'follow'`, [databaseId]);
  }
});

test("Back up now on a followed database is answered by the follower; a full one is followed next", async ({
  page,
  source,
  database,
  backUp,
  holdfast,
}) => {
  test.setTimeout(120_000);
  const first = await backUp("full");
  await holdfast.api.continuous.save.mutate({
    databaseId: database.id,
    wanted: true,
    everySeconds: 300,
    rollBytes: 64 * 1024 * 1024,
    rollMinutes: 60,
  });
  await page.goto(`/databases/${database.slug}`);
  const panel = page.getByRole("region", { name: "Continuous protection", exact: true });
  await expect(panel).toContainText("Following", { timeout: 20_000 });
  source.gain(5);
  await page.getByRole("button", { name: "Back up now", exact: true }).click();
  await expect(page.getByRole("region", { name: "Last run" })).toContainText(
    "Incremental backup of 5 transactions",
  );
  await expect(panel).toContainText(`Newest protected transaction ${BASE_END_TX + 5}`);
  const full = await backUp("full");
  expect(full.setId).not.toBe(first.setId);
  const followed = async () =>
    (
      await holdfast.rows.query<{ setId: string; state: string }>(
        `SELECT "setId", "state" FROM "Continuous" WHERE "databaseId" = $1`,
        [database.id],
      )
    )[0];
  await expect
    .poll(followed, { timeout: 20_000 })
    .toEqual({ setId: full.setId, state: "following" });
  await holdfast.api.continuous.save.mutate({
    databaseId: database.id,
    wanted: false,
    everySeconds: 5,
    rollBytes: 64 * 1024 * 1024,
    rollMinutes: 60,
  });
  await expect.poll(async () => (await followed())?.state, { timeout: 20_000 }).toBe("off");
});

test("a real Neo4j 2.3.3 is followed, and its open backup set opens with the server's digest", async ({
  page,
  holdfast,
}) => {
  test.skip(missingTools !== undefined, missingTools);
  test.setTimeout(240_000);
  const lab = await Lab.make();
  const setting = { everySeconds: 1, rollBytes: 64 * 1024 * 1024, rollMinutes: 60 };
  let id = "";
  try {
    const port = await freePort(7596);
    const server = await lab.start({ directory: lab.data("db"), port });
    await server.sendAll("load 200 10", "index Person name");
    const database = await holdfast.api.databases.add.mutate({
      name: freshName("Followed"),
      host: "127.0.0.1",
      port,
      timeoutSeconds: 20,
    });
    id = database.id;
    await holdfast.api.continuous.save.mutate({ databaseId: id, wanted: true, ...setting });
    await page.goto(`/databases/${database.slug}`);
    const panel = page.getByRole("region", { name: "Continuous protection", exact: true });
    await expect(panel).toContainText("Following", { timeout: 60_000 });
    await server.sendAll("load 40 1", "update 30 1", "delete 5");
    const facts = await server.facts();
    await expect(panel).toContainText(
      `Newest protected transaction ${facts.lastTx.toLocaleString("en-US")}`,
      { timeout: 30_000 },
    );
    const [row] = await holdfast.rows.query<{ setId: string }>(
      `SELECT "setId" FROM "Continuous" WHERE "databaseId" = $1`,
      [id],
    );
    const store = holdfast.inSet(database.slug, row?.setId ?? "", "store");
    expect(await lab.verify(store)).toEqual({ ...facts, consistent: true });
  } finally {
    if (id) {
      await holdfast.api.continuous.save.mutate({ databaseId: id, wanted: false, ...setting });
      await expect
        .poll(async () => (await holdfast.api.continuous.get.query({ databaseId: id })).state, {
          timeout: 20_000,
        })
        .toBe("off");
    }
    await lab.end();
  }
});
