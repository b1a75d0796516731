import { seedRuns } from "../harness/seed-runs.ts";
import { expect, test } from "../harness/test.ts";

test("300 runs are paged, newest first, and each is there once", async ({
  page,
  database,
  holdfast,
}) => {
  const seeded = await seedRuns(holdfast.rows, database.id, 300);
  await page.goto(`/databases/${database.slug}/runs`);
  const links = page.getByRole("table", { name: "Runs" }).locator('a[href^="/runs/"]');
  await expect(links).toHaveCount(50);
  for (const count of [100, 150, 200, 250, 300]) {
    await page.getByRole("button", { name: "Show older runs" }).click();
    await expect(links).toHaveCount(count);
  }
  await expect(page.getByText("That is all of them")).toBeVisible();
  const shown = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  expect(shown).toEqual(seeded.map(({ id }) => `/runs/${id}`));
});

test("filters narrow by outcome, kind and time, and stand in the address", async ({
  page,
  database,
  holdfast,
}) => {
  const seeded = await seedRuns(holdfast.rows, database.id, 60);
  const links = page.getByRole("table", { name: "Runs" }).locator('a[href^="/runs/"]');
  const shows = async (expected: { id: string }[]): Promise<void> => {
    expect(expected.length).toBeGreaterThan(0);
    await expect
      .poll(() => links.evaluateAll((all) => all.map((link) => link.getAttribute("href"))))
      .toEqual(expected.map(({ id }) => `/runs/${id}`));
  };
  await page.goto(`/databases/${database.slug}/runs`);
  await page.getByLabel("Outcome").selectOption("Failed");
  await shows(seeded.filter((run) => run.state === "failed"));
  await expect(page).toHaveURL(/outcome=failed/);
  await page.getByLabel("Kind", { exact: true }).selectOption("Verifications");
  await shows(seeded.filter((run) => run.state === "failed" && run.asked === "verify"));
  await page.reload();
  await expect(page.getByLabel("Outcome")).toHaveValue("failed");
  await shows(seeded.filter((run) => run.state === "failed" && run.asked === "verify"));
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByLabel("Outcome").selectOption("Fell back to full");
  await shows(seeded.filter((run) => run.result === "fell-back-to-full"));
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByLabel("Time").selectOption("Last 24 hours");
  const dayAgo = Date.now() - 86_400_000;
  await shows(seeded.filter((run) => run.requestedAt.getTime() >= dayAgo));
  await page.getByLabel("Outcome").selectOption("Cancelled");
  await page.getByLabel("Kind", { exact: true }).selectOption("Expiries");
  await expect(page.getByText("No run matches these filters")).toBeVisible();
});

test("the list of all runs names the database, and a page of a run that is not there says so", async ({
  page,
  database,
  backUp,
}) => {
  const run = await backUp("full");
  await page.goto("/runs");
  const row = page.getByRole("row").filter({ hasText: database.name });
  await expect(row).toContainText("Full backup");
  await row.getByRole("link", { name: "Full", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/runs/${run.id}$`));
});

test.describe("an address that leads nowhere", () => {
  test.use({ expectedErrors: [/status of 404/] });

  test("is explained, for a run, a database and a page", async ({ page }) => {
    await page.goto("/runs/01a00000-0000-7000-8000-000000000000");
    await expect(page.getByRole("heading", { name: "No such run" })).toBeVisible();
    await page.goto("/databases/nowhere");
    await expect(page.getByRole("heading", { name: "No such database" })).toBeVisible();
    await page.goto("/nothing/here");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page
      .getByRole("link", { name: /overview/i })
      .first()
      .click();
    await expect(page).toHaveURL(/\/$/);
  });
});
