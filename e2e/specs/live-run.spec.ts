import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../harness/test.ts";

/** Bytes that the phase line of a run page tells, for example "12 files, 98.3 kB". */
async function bytesShown(page: Page): Promise<number> {
  const text = await page.getByRole("list", { name: "Phases" }).innerText();
  const [, figure, unit] = /files?, ([\d.]+) (B|kB|MB)/.exec(text) ?? [];
  return Number(figure ?? 0) * ({ B: 1, kB: 1e3, MB: 1e6 }[unit ?? "B"] ?? 1);
}

/** The first size that a part of a page tells. */
async function kilobytes(part: Locator): Promise<string | undefined> {
  return /[\d.]+ kB/.exec((await part.textContent()) ?? "")?.[0];
}

test("phase, files, bytes and rate move while it goes, and the log follows", async ({
  page,
  database,
  source,
  holdfast,
}) => {
  source.slow(100);
  await page.goto(`/databases/${database.slug}`);
  await page.getByRole("button", { name: "Back up now", exact: true }).click();
  const panel = page.getByRole("region", { name: "Run under way" });
  await expect(panel).toContainText("Receiving store files");
  await panel.getByRole("link", { name: /running for/ }).click();
  await expect(page).toHaveURL(/\/runs\//);
  await expect.poll(() => bytesShown(page)).toBeGreaterThan(0);
  const first = await bytesShown(page);
  await expect.poll(() => bytesShown(page)).toBeGreaterThan(first);
  await expect(page.getByText(/\d (B|kB)\/s/).first()).toBeVisible();
  await expect(page.getByRole("progressbar", { name: "Progress of the run" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Log lines" })).toContainText(
    "beginning backup set",
  );
  source.recover();
  await expect(page.getByRole("heading", { name: /^Full backup made in/ })).toBeVisible();
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  const run = await holdfast.rows.ended(database.id);
  const kept = await holdfast.rows.lines(run.id);
  await page.reload();
  for (const line of kept)
    await expect(page.getByRole("region", { name: "Log lines" })).toContainText(line);
});

test("a reload in the middle shows the same run, further on", async ({
  page,
  database,
  source,
  holdfast,
}) => {
  source.freeze(8);
  await page.goto(`/databases/${database.slug}`);
  await page.getByRole("button", { name: "Back up now", exact: true }).click();
  await page.getByRole("link", { name: /running for/ }).click();
  await expect.poll(() => bytesShown(page)).toBeGreaterThan(0);
  const before = await bytesShown(page);
  await page.reload();
  await expect.poll(() => bytesShown(page)).toBeGreaterThanOrEqual(before);
  await expect(page.getByRole("heading", { name: /running for/ })).toBeVisible();
  source.slow(100);
  await expect.poll(() => bytesShown(page)).toBeGreaterThan(before);
  source.recover();
  await expect(page.getByRole("heading", { name: /^Full backup made in/ })).toBeVisible();
  expect(await holdfast.rows.runs(database.id)).toHaveLength(1);
});

test("two pages see the same run begin, move and end without a reload", async ({
  page,
  context,
  database,
  source,
  holdfast,
}) => {
  source.freeze(20);
  const other = await context.newPage();
  await page.goto(`/databases/${database.slug}`);
  await other.goto("/");
  const row = other.getByRole("listitem", { name: database.name, exact: true });
  const button = row.getByRole("button", { name: `Back up now: ${database.name}`, exact: true });
  await expect(button).toBeVisible();
  await page.getByRole("button", { name: "Back up now", exact: true }).click();
  await expect(row.getByRole("button", { name: `Cancel run: ${database.name}` })).toBeVisible();
  const under = page.getByRole("region", { name: "Run under way" });
  await expect(under).toContainText(/\d kB/);
  await expect(row).toContainText(/\d kB/);
  const before = [await kilobytes(under), await kilobytes(row)];
  source.slow(200);
  await expect.poll(() => kilobytes(under)).not.toBe(before[0]);
  await expect.poll(() => kilobytes(row)).not.toBe(before[1]);
  source.recover();
  await expect(row.getByText("Full backup")).toBeVisible();
  await expect(button).toBeVisible();
  await expect(page.getByRole("region", { name: "Last run" })).toContainText("Full backup made");
  expect(await holdfast.rows.ended(database.id)).toMatchObject({ state: "succeeded" });
});

test("cancel ends the run within two seconds and leaves nothing of it on disk", async ({
  page,
  database,
  source,
  holdfast,
}) => {
  source.freeze();
  await page.goto(`/databases/${database.slug}`);
  await page.getByRole("button", { name: "Back up now", exact: true }).click();
  const panel = page.getByRole("region", { name: "Run under way" });
  await expect(panel).toContainText("Receiving store files");
  await panel.getByRole("button", { name: "Cancel run" }).click();
  await expect(page.getByRole("link", { name: /^Full backup cancelled after/ })).toBeVisible();
  const run = await holdfast.rows.ended(database.id);
  expect(run).toMatchObject({ state: "cancelled", errorCode: null });
  const took = Number(run.finishedAt) - Number(run.cancelRequestedAt);
  expect(took).toBeLessThan(2_000);
  expect(holdfast.setDirectories(database.slug)).toEqual([]);
  await expect(page.getByRole("region", { name: "Last run" })).toContainText(
    "Nothing of it was published",
  );
});
