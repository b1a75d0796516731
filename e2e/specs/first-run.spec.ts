import fs from "node:fs";
import { expectAccessible } from "../harness/accessible.ts";
import { DEMO_MILLIS } from "../harness/own-installation.ts";
import { expect, test } from "../harness/test.ts";

test("from an empty installation to the first backups of the demo source", async ({
  page,
  own,
}) => {
  test.setTimeout(120_000);
  await page.goto(own.url);
  await expect(
    page.getByRole("heading", { level: 1, name: "No database is backed up yet" }),
  ).toBeVisible();
  await expectAccessible(page);
  for (const { path, title } of [
    { path: "/databases", title: "No database yet" },
    { path: "/runs", title: "No run yet" },
  ]) {
    await page.goto(`${own.url}${path}`);
    await expect(page.getByText(title)).toBeVisible();
    await expectAccessible(page);
  }
  await page.goto(own.url);
  await page.getByRole("link", { name: "Add database" }).click();
  await expect(page).toHaveURL(/\/databases\/new$/);
  await page.goBack();

  await page.getByRole("button", { name: "Try it with the demo source" }).click();
  await expect(page).toHaveURL(/\/databases\/./);
  const [demo] = await own.rows.query<{ id: string; slug: string; isDemo: boolean }>(
    `SELECT "id", "slug", "isDemo" FROM "Database"`,
  );
  if (!demo) throw new Error("the demo was not added");
  expect(demo.isDemo).toBe(true);
  await page.getByRole("button", { name: "Back up now", exact: true }).click();
  const last = page.getByRole("region", { name: "Last run" });
  await expect(last).toContainText("Full backup made in");
  const full = await own.rows.ended(demo.id);
  expect(full).toMatchObject({ state: "succeeded", result: "full" });
  expect(fs.existsSync(own.inSet(demo.slug, full.setId ?? "", "store", "neostore"))).toBe(true);

  // it gains a transaction at every beat
  await page.waitForTimeout(4 * DEMO_MILLIS);
  await page.getByRole("button", { name: "Back up now", exact: true }).click();
  await expect(last).toContainText(/Incremental backup of \d+ transaction/);
  const incremental = await own.rows.ended(demo.id, 2);
  expect(incremental).toMatchObject({ result: "incremental", setId: full.setId });
  expect(Number(incremental.transactions)).toBeGreaterThan(0);

  await page.getByRole("link", { name: "Overview", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: /is protected$/ })).toBeVisible();
  await page.goto(`${own.url}/databases/new`);
  await expect(page.getByRole("heading", { level: 1, name: "Add database" })).toBeVisible();
});
