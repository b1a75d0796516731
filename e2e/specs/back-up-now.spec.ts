import fs from "node:fs";
import { inspect, verify } from "neo4j-backup";
import { BASE_END_TX } from "../harness/source.ts";
import { chooseKind, expect, test } from "../harness/test.ts";

test("the first click makes a full backup, the next one adds one log file", async ({
  page,
  database,
  holdfast,
  source,
}) => {
  await page.goto(`/databases/${database.slug}`);
  await expect(page.getByText("Never backed up; nothing can be restored yet.")).toBeVisible();
  await page.getByRole("button", { name: "Back up now", exact: true }).click();
  await expect(page.getByRole("link", { name: /^Full backup made in/ })).toBeVisible();
  const full = await holdfast.rows.ended(database.id);
  expect(full).toMatchObject({ asked: "auto", state: "succeeded", result: "full" });
  const set = full.setId ?? "";
  const store = holdfast.inSet(database.slug, set, "store");
  const manifestPath = holdfast.inSet(database.slug, set, "manifest.json");
  expect(holdfast.setDirectories(database.slug)).toEqual([set]);
  expect(fs.readdirSync(holdfast.inSet(database.slug, set)).sort()).toEqual(
    expect.arrayContaining(["README.txt", "manifest.json", "store"]),
  );
  expect(await inspect(store, { manifestPath })).toMatchObject({ lastTx: BASE_END_TX });
  const baseFiles = await holdfast.rows.logFiles(set);

  source.gain(5);
  await page.getByRole("button", { name: "Back up now", exact: true }).click();
  await expect(
    page.getByRole("link", { name: /^Incremental backup of 5 transactions/ }),
  ).toBeVisible();
  const incremental = await holdfast.rows.ended(database.id, 2);
  expect(incremental).toMatchObject({
    result: "incremental",
    transactions: "5",
    lastTx: String(BASE_END_TX + 5),
    setId: set,
  });
  const files = await holdfast.rows.logFiles(set);
  expect(files).toHaveLength(baseFiles.length + 1);
  expect(files.every((name) => fs.existsSync(`${store}/${name}`))).toBe(true);
  expect(await verify(store, { manifestPath })).toMatchObject({ ok: true });
  await expect(page.getByText(`Protected up to transaction ${BASE_END_TX + 5},`)).toBeVisible();
});

test("nothing new is said as such, and nothing is written", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  const { setId } = await backUp("full");
  const files = await holdfast.rows.logFiles(setId ?? "");
  await page.goto(`/databases/${database.slug}`);
  await page.getByRole("button", { name: "Back up now", exact: true }).click();
  await expect(page.getByRole("link", { name: /^No new transactions/ })).toBeVisible();
  expect(await holdfast.rows.ended(database.id, 2)).toMatchObject({ result: "nothing-new" });
  expect(await holdfast.rows.logFiles(setId ?? "")).toEqual(files);
});

test("a full backup asked for by the arrow begins a second set", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  await backUp("full");
  await page.goto(`/databases/${database.slug}`);
  await chooseKind(page, /^Full/);
  const run = await holdfast.rows.ended(database.id, 2);
  expect(run).toMatchObject({ asked: "full", result: "full" });
  expect(holdfast.setDirectories(database.slug)).toHaveLength(2);
  await page.getByRole("link", { name: "Backups", exact: true }).click();
  await expect(page.getByRole("article", { name: /^Backup set/ })).toHaveCount(2);
  await expect(page.getByText(/^2 good sets/)).toBeVisible();
});

test("incremental only continues a set", async ({ page, database, backUp, source, holdfast }) => {
  await backUp("full");
  source.gain(3);
  await page.goto(`/databases/${database.slug}`);
  await chooseKind(page, /^Incremental only/);
  const run = await holdfast.rows.ended(database.id, 2);
  expect(run).toMatchObject({ asked: "incremental", result: "incremental", transactions: "3" });
});

test("incremental only without a set fails, says why, and offers a full backup", async ({
  page,
  database,
  holdfast,
}) => {
  await page.goto(`/databases/${database.slug}`);
  await chooseKind(page, /^Incremental only/);
  await page.getByRole("link", { name: /^Incremental backup failed/ }).click();
  await expect(page.getByRole("region", { name: "Failure" })).toContainText(
    "There is no good backup set to continue",
  );
  expect(await holdfast.rows.ended(database.id)).toMatchObject({
    state: "failed",
    errorCode: "no-set",
  });
  await page.getByRole("button", { name: "Full backup instead" }).click();
  await expect(page.getByRole("heading", { name: /^Full backup made in/ })).toBeVisible();
  expect(await holdfast.rows.ended(database.id, 2)).toMatchObject({ result: "full" });
});

test("a second click while a run is going explains itself", async ({
  page,
  database,
  source,
  holdfast,
}) => {
  source.freeze();
  await page.goto(`/databases/${database.slug}`);
  await page.getByRole("button", { name: "Back up now", exact: true }).click();
  await expect(page.getByRole("region", { name: "Run under way" })).toBeVisible();
  await page.getByRole("button", { name: "Back up now", exact: true }).click();
  const refusal = page.getByRole("dialog");
  await expect(refusal).toContainText("Not started");
  await expect(refusal).toContainText(`A backup of ${database.name} is already`);
  await refusal.getByRole("link", { name: "See the run in the way" }).click();
  await expect(page).toHaveURL(/\/runs\//);
  expect(await holdfast.rows.runs(database.id)).toHaveLength(1);
  source.recover();
  expect(await holdfast.rows.ended(database.id)).toMatchObject({ state: "succeeded" });
});
