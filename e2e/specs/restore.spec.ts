import fs from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { inspect } from "neo4j-backup";
import type { Installation } from "../harness/installation.ts";
import { BASE_END_TX, NEWEST_TX } from "../harness/source.ts";
import { expect, freshName, test } from "../harness/test.ts";

const slider = (page: Page) => page.getByRole("slider", { name: "Point to restore to" });
const transaction = (page: Page) => page.getByRole("textbox", { name: "Transaction id" });
const leftOut = (page: Page) => page.getByRole("region", { name: "What you would leave out" });
const restored = (holdfast: Installation, name: string) =>
  path.join(holdfast.dataDirectory, "restores", name);
const freshDirectory = () => freshName("restore").replaceAll(" ", "-");

/** Restores to what is chosen and waits for the run's page to say so. */
async function restoreInto(page: Page, directory: string): Promise<void> {
  await page.getByRole("textbox", { name: "Directory" }).fill(directory);
  await page.getByRole("button", { name: "Restore", exact: true }).click();
  await expect(page.getByRole("heading", { name: /^Restored in/ })).toBeVisible();
}

test.describe("restore", () => {
  test.beforeEach(async ({ backUp, source }) => {
    await backUp("full");
    source.gain(NEWEST_TX - BASE_END_TX);
    await backUp("auto");
  });

  test("by the time line, with keys and by dragging, into a directory that ends there", async ({
    page,
    database,
    holdfast,
  }) => {
    await page.goto(`/databases/${database.slug}/restore`);
    await expect(slider(page)).toHaveAttribute("aria-valuenow", String(NEWEST_TX));
    await expect(leftOut(page)).toContainText("Nothing: the set ends with this transaction");

    const handle = await slider(page).boundingBox();
    if (!handle) throw new Error("the handle is not drawn");
    const y = handle.y + handle.height / 2;
    await page.mouse.move(handle.x + handle.width / 2, y);
    await page.mouse.down();
    await page.mouse.move(handle.x - 200, y, { steps: 5 });
    await page.mouse.up();
    await expect(slider(page)).not.toHaveAttribute("aria-valuenow", String(NEWEST_TX));
    await expect(slider(page)).toHaveAttribute("aria-valuetext", /^transaction 2\d\d, /);

    await slider(page).press("End");
    await expect(slider(page)).toHaveAttribute("aria-valuenow", String(NEWEST_TX));
    await slider(page).press("Home");
    await expect(slider(page)).toHaveAttribute("aria-valuenow", String(BASE_END_TX));
    await expect(page).toHaveURL(new RegExp(`tx=${BASE_END_TX}`));
    await expect(leftOut(page)).toContainText(String(NEWEST_TX - BASE_END_TX));
    await page.getByRole("button", { name: "Next transaction" }).click();
    await expect(slider(page)).toHaveAttribute("aria-valuenow", String(BASE_END_TX + 1));
    await expect(page.getByText(/^next: \d\d:\d\d:\d\d, /)).toBeVisible();

    const name = freshDirectory();
    await restoreInto(page, name);
    expect(await inspect(restored(holdfast, name))).toMatchObject({ lastTx: BASE_END_TX + 1 });
    await expect(page.getByRole("region", { name: /^Start Neo4j/ })).toContainText(name);
    const [run] = await holdfast.rows.runs(database.id);
    expect(run).toMatchObject({ asked: "restore", state: "succeeded", result: "restored" });
  });

  test("to an exact time: the last commit at or before it", async ({
    page,
    database,
    holdfast,
  }) => {
    const [set] = await holdfast.api.sets.list.query({ databaseId: database.id });
    const { items } = await holdfast.api.history.page.query({ setId: set?.id ?? "", limit: 50 });
    const wanted = items.find((each) => each.tx === BASE_END_TX + 6);
    if (!wanted) throw new Error("the log does not hold the transaction");
    const expected = Math.max(
      ...items.filter((each) => each.committedAt <= wanted.committedAt).map((each) => each.tx),
    );
    await page.goto(`/databases/${database.slug}/restore`);
    const time = page.getByRole("textbox", { name: "Time" });
    await expect(time).not.toHaveValue("");
    await time.fill("half past two");
    await time.press("Enter");
    await expect(page.getByText("Write it as 2026-11-22 14:31:07")).toBeVisible();
    await time.fill(new Date(wanted.committedAt).toISOString().replace("T", " ").replace("Z", ""));
    await time.press("Enter");
    await expect(transaction(page)).toHaveValue(String(expected));
    const name = freshDirectory();
    await restoreInto(page, name);
    expect(await inspect(restored(holdfast, name))).toMatchObject({ lastTx: expected });
  });

  test("to a transaction id, and never twice into one directory", async ({
    page,
    database,
    holdfast,
  }) => {
    await page.goto(`/databases/${database.slug}/restore`);
    await transaction(page).fill(String(NEWEST_TX + 1));
    await transaction(page).press("Enter");
    await expect(page.getByText(`This set holds ${BASE_END_TX} to ${NEWEST_TX}`)).toBeVisible();
    await transaction(page).fill("228");
    await transaction(page).press("Enter");
    await expect(page.getByText("Cut the log behind transaction 228")).toBeVisible();
    const directory = page.getByRole("textbox", { name: "Directory" });
    await expect(directory).toHaveValue(`${database.slug}-228`);
    await restoreInto(page, `${database.slug}-228`);
    const target = restored(holdfast, `${database.slug}-228`);
    expect(await inspect(target)).toMatchObject({ lastTx: 228 });
    expect(fs.existsSync(path.join(target, "neostore"))).toBe(true);

    await page.goto(`/databases/${database.slug}/restore?tx=228`);
    await expect(directory).toHaveValue(`${database.slug}-228-2`);
    await directory.fill(`${database.slug}-228`);
    await expect(page.getByText(/is not empty/)).toBeVisible();
    await expect(page.getByRole("button", { name: "Restore", exact: true })).toBeDisabled();
    await directory.fill("../elsewhere");
    await expect(page.getByText(/^Letters, digits, dashes/)).toBeVisible();
    await expect(page.getByRole("button", { name: "Restore", exact: true })).toBeDisabled();
  });

  test("as a download: a gzipped tar with the store in it", async ({
    page,
    database,
    holdfast,
  }) => {
    await page.goto(`/databases/${database.slug}/restore?tx=224`);
    await expect(page.getByText("Cut the log behind transaction 224")).toBeVisible();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download as tar.gz" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`${database.slug}-224.tar.gz`);
    const names = tarNames(gunzipSync(fs.readFileSync(await download.path())));
    expect(names.some((name) => /(^|\/)neostore$/.test(name))).toBe(true);
    expect(names.some((name) => /neostore\.nodestore\.db$/.test(name))).toBe(true);
    const [set] = await holdfast.api.sets.list.query({ databaseId: database.id });
    const refused = await page.request.get(`/api/restore/${set?.id}?transaction=soon`);
    expect(refused.status()).toBe(400);
    expect(await refused.json()).toMatchObject({ error: "transaction is a transaction id" });
  });
});

test("with its transactions applied: the run says what is left to Neo4j, and whose the directory is", async ({
  page,
  database,
  holdfast,
  backUp,
  source,
}) => {
  await backUp("full");
  source.gain(NEWEST_TX - BASE_END_TX);
  await backUp("auto");
  await page.goto(`/databases/${database.slug}/restore`);
  await expect(page.getByText("A restored directory is yours")).toBeVisible();
  await page.getByRole("checkbox", { name: "Apply the transactions to the copy" }).check();
  await expect(page.getByText(/-to-transaction 231 -replayed$/)).toBeVisible();
  const name = freshDirectory();
  await restoreInto(page, name);
  const started = page.getByRole("region", { name: /^Start Neo4j/ });
  await expect(started).toContainText("applied to its records already");
  await expect(started).toContainText("label scan store");
  await expect(started).toContainText("never changes or deletes it");
  expect(await inspect(restored(holdfast, name))).toMatchObject({ lastTx: NEWEST_TX });
});

test("a set is rolled forward into a new one beside it, which the next backup continues", async ({
  page,
  database,
  holdfast,
  backUp,
  source,
}) => {
  await backUp("full");
  source.gain(NEWEST_TX - BASE_END_TX);
  await backUp("auto");
  const [old] = await holdfast.api.sets.list.query({ databaseId: database.id });
  if (!old) throw new Error("there is no set");
  await page.goto(`/databases/${database.slug}/backups`);
  await page.getByRole("button", { name: `More for set ${old.id}` }).click();
  await page.getByRole("menuitem", { name: /^Roll forward/ }).click();
  const dialog = page.getByRole("dialog", { name: "Roll this set forward?" });
  await expect(dialog).toContainText("The server is not asked");
  await dialog.getByRole("button", { name: "Roll forward" }).click();
  await expect(
    page.getByRole("heading", { name: /^Rolled forward by \d+ transactions/ }),
  ).toBeVisible();

  const [made, kept] = await holdfast.api.sets.list.query({ databaseId: database.id });
  expect(made).toMatchObject({ rolledFrom: old.id, baseEndTx: NEWEST_TX, verifyOk: true });
  expect(kept).toMatchObject({ id: old.id, state: "good", lastTx: NEWEST_TX });
  expect(fs.existsSync(path.join(made?.directory ?? "", "store", "neostore"))).toBe(true);
  await backUp("auto");
  const [run] = await holdfast.rows.runs(database.id);
  expect(run).toMatchObject({ result: "nothing-new", setId: made?.id });

  await page.goto(`/databases/${database.slug}/backups`);
  await expect(page.getByText(`Rolled forward out of set ${old.id}`)).toBeVisible();
  await page.getByRole("button", { name: `More for set ${made?.id}` }).click();
  await expect(page.getByRole("menuitem", { name: /^Roll forward/ })).toContainText(
    "already ends with its newest transaction",
  );
});

test("without a set there is nothing to restore, and that is said", async ({ page, database }) => {
  await page.goto(`/databases/${database.slug}/restore`);
  await expect(page.getByText("Nothing can be restored yet", { exact: true })).toBeVisible();
});

/** Names of the entries of a tar, read as the format says: 512 byte heads, contents padded to as many. */
function tarNames(tar: Buffer): string[] {
  const names: string[] = [];
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const text = (from: number, length: number) =>
      tar.toString("latin1", at + from, at + from + length).replace(/\0.*$/s, "");
    names.push(text(0, 100));
    at += 512 + Math.ceil(Number.parseInt(text(124, 12), 8) / 512) * 512;
  }
  return names;
}
