import type { Page } from "@playwright/test";
import { expect, test } from "../harness/test.ts";

async function keepLast(page: Page, sets: number): Promise<void> {
  await page.getByLabel("Keep the last sets").check();
  await page.getByLabel("Good sets to keep").fill(String(sets));
}

test("the preview says what would go and why; saving deletes nothing; the next good backup does", async ({
  page,
  database,
  backUp,
  holdfast,
  source,
}) => {
  const made: (string | null)[] = [];
  for (let count = 0; count < 3; count++) made.unshift((await backUp("full")).setId);
  await page.goto(`/databases/${database.slug}/retention`);
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview).toContainText("All 3 backup sets stay.");
  await keepLast(page, 1);
  await expect(preview).toContainText("2 of 3 backup sets would go after the next good backup");
  const rows = preview.getByRole("row").filter({ hasText: /Stays|Expires/ });
  await expect(rows.nth(0)).toContainText("Stays");
  await expect(rows.nth(0)).toContainText("It is the newest good set.");
  await expect(rows.nth(1)).toContainText("Expires");
  await expect(rows.nth(1)).toContainText("A newer good set exists.");
  expect(
    (
      await holdfast.rows.query(`SELECT "keepSets" FROM "Database" WHERE "id" = $1`, [database.id])
    )[0],
  ).toEqual({ keepSets: null });

  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText(/^Saved\. Nothing was deleted/)).toBeVisible();
  expect(
    (
      await holdfast.rows.query(`SELECT "keepSets" FROM "Database" WHERE "id" = $1`, [database.id])
    )[0],
  ).toEqual({ keepSets: 1 });
  expect(holdfast.setDirectories(database.slug)).toEqual(made);

  await source.down();
  expect(await backUp("full")).toMatchObject({ state: "failed" });
  expect(holdfast.setDirectories(database.slug)).toEqual(made);

  await source.up();
  source.gain(2);
  expect(await backUp("auto")).toMatchObject({ result: "incremental", setId: made[0] });
  await expect.poll(() => holdfast.setDirectories(database.slug)).toEqual([made[0]]);
  const expiry = await holdfast.rows.ended(database.id, 6);
  expect(expiry).toMatchObject({ asked: "expire", trigger: "system", result: "expired" });
  for (const gone of made.slice(1)) expect(expiry.reason).toContain(gone);
  await expect(preview).toContainText("The only backup set stays.");
});

test("a pinned set stays whatever the policy says", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  const oldest = (await backUp("full")).setId;
  const middle = (await backUp("full")).setId;
  await holdfast.api.sets.pin.mutate({ id: oldest ?? "" });
  await page.goto(`/databases/${database.slug}/retention`);
  await keepLast(page, 1);
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText(/^Saved\./)).toBeVisible();
  await expect(page.getByRole("region", { name: "Preview" })).toContainText("It is pinned.");
  const newest = (await backUp("full")).setId;
  await expect.poll(() => holdfast.setDirectories(database.slug)).toEqual([newest, oldest]);
  expect((await holdfast.rows.sets(database.id)).map(({ id }) => id)).not.toContain(middle);
});

test("a recovery window keeps what its beginning depends on, and never fewer than the minimum", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  const ids: string[] = [];
  for (let count = 0; count < 3; count++) ids.push((await backUp("full")).setId ?? "");
  // the sets as they would lie there after weeks: 60, 30 and 0 days old
  for (const [at, days] of [60, 30].entries())
    await holdfast.rows.query(
      `UPDATE "BackupSet" SET "startedAt" = "startedAt" - make_interval(days => $2),
         "finishedAt" = "finishedAt" - make_interval(days => $2), "baseEndAt" = "baseEndAt" - make_interval(days => $2),
         "protectedAt" = "protectedAt" - make_interval(days => $2) WHERE "id" = $1`,
      [ids[at], days],
    );
  await page.goto(`/databases/${database.slug}/retention`);
  const preview = page.getByRole("region", { name: "Preview" });
  await page.getByLabel("Keep a recovery window").check();
  await page.getByLabel("Recovery window", { exact: true }).fill("7");
  await expect(preview).toContainText("1 of 3 backup sets would go");
  const rows = preview.getByRole("row").filter({ hasText: /Stays|Expires/ });
  await expect(rows.nth(1)).toContainText("so their beginning depends on it");
  await expect(rows.nth(2)).toContainText("Nothing in the last 7 days depends on it.");
  await page.getByLabel("Never fewer good sets than").fill("3");
  await expect(preview).toContainText("All 3 backup sets stay.");
  await page.getByLabel("Recovery window", { exact: true }).fill("0");
  await expect(page.getByText("A whole number from 1 to 36500")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save policy" })).toBeDisabled();
});
