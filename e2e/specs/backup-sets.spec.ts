import fs from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test } from "../harness/test.ts";

const setPanel = (page: Page, id: string | null) =>
  page.getByRole("article", { name: `Backup set ${id}`, exact: true });

test("verify now reads the set back and says when", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  const { setId } = await backUp("full");
  await holdfast.rows.query(
    `UPDATE "BackupSet" SET "verifiedAt" = now() - interval '40 days 1 hour' WHERE "id" = $1`,
    [setId],
  );
  await page.goto(`/databases/${database.slug}/backups`);
  const set = setPanel(page, setId);
  await expect(set).toContainText("verified 40 days ago");
  await set.getByRole("button", { name: `Verify now: set ${setId}`, exact: true }).click();
  await expect(set).toContainText(/verified (just now|\d+ s ago)/);
  const run = await holdfast.rows.ended(database.id, 2);
  expect(run).toMatchObject({ asked: "verify", state: "succeeded", result: "verified", setId });
});

test("verify finds damage, names the file, and the next backup begins a new set", async ({
  page,
  database,
  backUp,
  holdfast,
  source,
}) => {
  const { setId } = await backUp("full");
  const file = holdfast.inSet(database.slug, setId ?? "", "store", "neostore.propertystore.db");
  const bytes = fs.readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(20_000) ^ 0x40, 20_000);
  fs.writeFileSync(file, bytes);

  await page.goto(`/databases/${database.slug}/backups`);
  const set = setPanel(page, setId);
  await expect(set).toContainText("Good");
  await set.getByRole("button", { name: `Verify now: set ${setId}`, exact: true }).click();
  await expect(set).toContainText("Damaged");
  await expect(set).toContainText("neostore.propertystore.db");
  const run = await holdfast.rows.ended(database.id, 2);
  expect(run).toMatchObject({ state: "failed", errorCode: "damaged-backup" });
  expect(await holdfast.rows.sets(database.id)).toMatchObject([
    { id: setId, state: "damaged", verifyOk: false },
  ]);
  await set.getByRole("link", { name: "See the run" }).click();
  await expect(page.getByRole("region", { name: "Failure" })).toContainText("damaged");

  source.gain(2);
  expect(await backUp("auto")).toMatchObject({ state: "succeeded", result: "full" });
  expect(holdfast.setDirectories(database.slug)).toHaveLength(2);
});

test("a pin keeps its note and forbids deletion until it is taken away", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  const { setId } = await backUp("full");
  await page.goto(`/databases/${database.slug}/backups`);
  const set = setPanel(page, setId);
  await set.getByRole("button", { name: `Pin: set ${setId}`, exact: true }).click();
  await page.getByRole("dialog").getByLabel("Note").fill("before the migration");
  await page.getByRole("dialog").getByRole("button", { name: "Pin set" }).click();
  await expect(set).toContainText("Pinned: before the migration");
  expect(await holdfast.rows.sets(database.id)).toMatchObject([
    { pinned: true, pinNote: "before the migration" },
  ]);
  await set.getByRole("button", { name: `More for set ${setId}`, exact: true }).click();
  await expect(page.getByRole("menuitem", { name: /^Delete set/ })).toBeDisabled();
  await page.keyboard.press("Escape");
  const refused = await holdfast.api.sets.remove.mutate({ id: setId ?? "", confirm: setId ?? "" });
  expect(refused).toMatchObject({ ok: false });

  await set.getByRole("button", { name: `Unpin: set ${setId}`, exact: true }).click();
  await expect(set.getByText("Pinned")).toHaveCount(0);
  expect(await holdfast.rows.sets(database.id)).toMatchObject([{ pinned: false }]);
  expect(holdfast.setDirectories(database.slug)).toEqual([setId]);
});

test("deleting a set at once wants its id typed, then removes its directory", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  const older = (await backUp("full")).setId;
  const newer = (await backUp("full")).setId;
  await page.goto(`/databases/${database.slug}/backups`);
  await setPanel(page, older)
    .getByRole("button", { name: `More for set ${older}`, exact: true })
    .click();
  await page.getByRole("menuitem", { name: /^Delete set/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Delete now, without the grace period").check();
  const confirm = dialog.getByRole("button", { name: "Delete now" });
  await expect(confirm).toBeDisabled();
  await dialog.getByRole("textbox").fill(`${newer}`);
  await expect(confirm).toBeDisabled();
  await dialog.getByRole("textbox").fill(`${older}`);
  await confirm.click();
  await expect(setPanel(page, older)).toHaveCount(0);
  await expect(setPanel(page, newer)).toBeVisible();
  await expect.poll(() => holdfast.setDirectories(database.slug)).toEqual([newer]);
  const run = await holdfast.rows.ended(database.id, 3);
  expect(run).toMatchObject({ asked: "delete-set", state: "succeeded", result: "set-deleted" });
});

test("log files are listed with their transactions, and the steps to restore by hand", async ({
  page,
  database,
  backUp,
  holdfast,
  source,
}) => {
  const { setId } = await backUp("full");
  source.gain(3);
  const incremental = await backUp("auto");
  await page.goto(`/databases/${database.slug}/backups`);
  const set = setPanel(page, setId);
  const files = await holdfast.rows.logFiles(setId ?? "");
  await set.getByText(`${files.length} log files`, { exact: true }).click();
  const row = set.getByRole("row").filter({ hasText: files.at(-1) ?? "" });
  await expect(row).toContainText("220");
  await expect(row.getByRole("link")).toHaveAttribute("href", `/runs/${incremental.id}`);
  await set.getByText("How to restore").click();
  await expect(set).toContainText(`${holdfast.inSet(database.slug, setId ?? "", "store")}`);
});
