import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { expect, freshName, test } from "../harness/test.ts";

async function fillAddress(page: Page, address: { name?: string; port: number }): Promise<void> {
  if (address.name !== undefined) await page.getByLabel("Name").fill(address.name);
  await page.getByLabel("Host").fill("127.0.0.1");
  await page.getByLabel("Backup port").fill(String(address.port));
}

test("a database is tested, then added, and its row says what was typed", async ({
  page,
  holdfast,
  source,
}) => {
  const name = freshName("Ledger");
  await page.goto("/databases");
  await page.getByRole("link", { name: "Add database" }).click();
  await fillAddress(page, { name, port: source.port });
  await page.getByRole("button", { name: "Test connection" }).click();
  const answer = page.getByRole("region", { name: "Connection test" });
  await expect(answer).toContainText(`127.0.0.1:${source.port} answers: Neo4j 2.3`);
  await expect(answer).toContainText("store version v0.A.6, backup dialect 1");
  await page.getByRole("button", { name: "Add database" }).click();

  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page).toHaveURL(/\/databases\/ledger-/);
  expect(
    await holdfast.rows.query(
      `SELECT "host", "port", "timeoutSeconds" FROM "Database" WHERE "name" = $1`,
      [name],
    ),
  ).toEqual([{ host: "127.0.0.1", port: source.port, timeoutSeconds: 40 }]);
});

test("a port where nothing listens is refused in plain words", async ({ page, source }) => {
  await source.down();
  await page.goto("/databases/new");
  await fillAddress(page, { port: source.port });
  await page.getByRole("button", { name: "Test connection" }).click();
  const answer = page.getByRole("region", { name: "Connection test" });
  await expect(answer.getByRole("alert")).toContainText("Nothing listens on that port");
  await expect(answer).toContainText("online_backup_enabled");
});

test("a web server on the port is recognised as another service", async ({ page }) => {
  const web = http.createServer((_request, response) => response.end("hello"));
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  try {
    await page.goto("/databases/new");
    await fillAddress(page, { port: (web.address() as AddressInfo).port });
    await page.getByRole("button", { name: "Test connection" }).click();
    const answer = page.getByRole("region", { name: "Connection test" });
    await expect(answer.getByRole("alert")).toContainText("Another service answers on that port");
  } finally {
    web.close();
  }
});

test.describe("a name that is taken", () => {
  test.use({ expectedErrors: [/status of 409/] });

  test("is refused in the form, and nothing typed is lost", async ({
    page,
    database,
    holdfast,
  }) => {
    await page.goto("/databases/new");
    await fillAddress(page, { name: database.name, port: 6362 });
    await page.getByRole("button", { name: "Add database" }).click();
    await expect(page.getByRole("main").getByRole("alert")).toContainText(database.name);
    await expect(page.getByLabel("Host")).toHaveValue("127.0.0.1");
    const rows = await holdfast.rows.query(`SELECT 1 FROM "Database" WHERE "name" = $1`, [
      database.name,
    ]);
    expect(rows).toHaveLength(1);
  });
});

test("what is missing in the form is said at the field", async ({ page }) => {
  await page.goto("/databases/new");
  await page.getByLabel("Backup port").fill("70000");
  await page.getByRole("button", { name: "Add database" }).click();
  await expect(page.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Host")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Backup port")).toHaveAttribute("aria-invalid", "true");
  await expect(page).toHaveURL(/\/databases\/new$/);
});

test("an edit is saved, and the address of the page stays", async ({
  page,
  database,
  holdfast,
}) => {
  const name = freshName("Renamed");
  await page.goto(`/databases/${database.slug}/settings`);
  await expect(page.getByRole("button", { name: "Save changes" })).toBeDisabled();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Silence time-out").fill("7");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Saved" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  const rows = await holdfast.rows.query(
    `SELECT "name", "slug", "timeoutSeconds" FROM "Database" WHERE "id" = $1`,
    [database.id],
  );
  expect(rows).toEqual([{ name, slug: database.slug, timeoutSeconds: 7 }]);
});

test("removing a database leaves its backups on disk", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  const { setId } = await backUp("full");
  await page.goto(`/databases/${database.slug}/settings`);
  await page.getByRole("button", { name: "Remove database" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(database.storageDirectory);
  await dialog.getByRole("button", { name: "Remove database" }).click();
  await expect(page).toHaveURL(/\/databases$/);
  await expect(page.getByRole("link", { name: database.name })).toHaveCount(0);
  expect(
    await holdfast.rows.query(`SELECT 1 FROM "Database" WHERE "id" = $1`, [database.id]),
  ).toEqual([]);
  expect(holdfast.setDirectories(database.slug)).toEqual([setId]);
});

test("its backups are deleted only after the name was typed", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  await backUp("full");
  await page.goto(`/databases/${database.slug}/settings`);
  await page.getByRole("button", { name: "Remove database" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Also delete 1 backup set").check();
  const confirm = dialog.getByRole("button", { name: "Remove and delete backups" });
  await expect(confirm).toBeDisabled();
  const typed = dialog.getByLabel(`Type ${database.name} to confirm`);
  await typed.fill(database.name.toUpperCase());
  await expect(confirm).toBeDisabled();
  await typed.fill(database.name);
  await confirm.click();
  await expect(page).toHaveURL(/\/databases$/);
  await expect.poll(() => fs.existsSync(database.storageDirectory)).toBe(false);
  await expect
    .poll(() => holdfast.rows.query(`SELECT 1 FROM "Database" WHERE "id" = $1`, [database.id]))
    .toEqual([]);
});
