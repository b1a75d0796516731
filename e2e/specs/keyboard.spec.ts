import type { Page } from "@playwright/test";
import { expect, test } from "../harness/test.ts";

/** Presses Tab until an element with this role and name has the focus. */
async function tabTo(page: Page, role: "button" | "link", name: string | RegExp): Promise<void> {
  const target = page.getByRole(role, { name, exact: true });
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${name} is not reached by Tab`);
}

test("the first stop skips to the content", async ({ page, database }) => {
  await page.goto(`/databases/${database.slug}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
});

test("a backup is chosen from the menu without a mouse", async ({ page, database, holdfast }) => {
  await page.goto(`/databases/${database.slug}`);
  await expect(page.getByRole("button", { name: "Choose kind of backup" })).toBeVisible();
  await tabTo(page, "button", "Choose kind of backup");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: /^Incremental where/ })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: /^Full/ })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Choose kind of backup" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: /^Full/ })).toBeFocused();
  await page.keyboard.press("Enter");
  expect(await holdfast.rows.ended(database.id)).toMatchObject({ asked: "full", result: "full" });
});

test("a dialog keeps the focus, Escape closes it and gives the focus back", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  const { setId } = await backUp("full");
  await page.goto(`/databases/${database.slug}/backups`);
  await expect(page.getByRole("article")).toBeVisible();
  await tabTo(page, "button", `Pin: set ${setId}`);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  const hasFocus = () => dialog.evaluate((element) => element.contains(document.activeElement));
  await expect.poll(hasFocus, "focus comes into the dialog").toBe(true);
  for (let presses = 0; presses < 8; presses++) {
    await page.keyboard.press("Tab");
    expect(await hasFocus(), "focus is inside the dialog").toBe(true);
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("button", { name: `Pin: set ${setId}`, exact: true })).toBeFocused();
  expect(await holdfast.rows.sets(database.id)).toMatchObject([{ pinned: false }]);
});

test("the palette finds a database by a part of its name", async ({ page, database }) => {
  await page.goto("/settings");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("ControlOrMeta+k");
  const search = page.getByPlaceholder("Search databases, runs and pages");
  await expect(search).toBeFocused();
  await search.fill(database.name.slice(-4));
  await expect(page.getByRole("option", { selected: true })).toContainText(database.name);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/databases/${database.slug}$`));
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByPlaceholder("Search databases, runs and pages").fill("failed runs");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/runs\?outcome=failed$/);
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByPlaceholder("Search databases, runs and pages").fill("zzzz");
  await expect(page.getByText("Nothing found")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});
