import type { Page } from "@playwright/test";
import { expectAccessible } from "../harness/accessible.ts";
import { expect, test } from "../harness/test.ts";

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

/** Waits until nothing on the page says that it loads. */
async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
}

/** The page as it stands, in both themes. */
async function expectAccessibleInBoth(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator("html")).toHaveAttribute("data-theme", colorScheme);
    await expectAccessible(page);
  }
}

test("axe finds nothing serious on any page, and none scrolls sideways on a phone", async ({
  page,
  database,
  backUp,
  source,
  holdfast,
}) => {
  test.setTimeout(240_000);
  const full = await backUp("full");
  source.gain(3);
  await backUp("auto");
  await source.down();
  const failed = await backUp("auto");
  await holdfast.api.sets.pin.mutate({ id: full.setId ?? "", note: "the first" });
  const base = `/databases/${database.slug}`;
  const paths = [
    "/",
    "/databases",
    "/databases/new",
    base,
    `${base}/runs`,
    `${base}/backups`,
    `${base}/restore`,
    `${base}/transactions`,
    `${base}/transactions/221`,
    `${base}/schedule`,
    `${base}/retention`,
    `${base}/settings`,
    "/runs",
    `/runs/${full.id}`,
    `/runs/${failed.id}`,
    "/settings",
    "/settings/notifications",
    "/settings/people",
    "/settings/audit",
    "/settings/security",
    "/account",
    "/alarms",
  ];
  for (const path of paths)
    await test.step(path, async () => {
      await page.setViewportSize(DESK);
      await page.goto(path);
      await settled(page);
      await expectAccessibleInBoth(page);
      await page.setViewportSize(PHONE);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, `width of ${path} on a phone`).toBeLessThanOrEqual(PHONE.width);
    });
});

test("nor in a run under way, its menus, dialogs and the palette", async ({
  page,
  database,
  backUp,
  source,
}) => {
  test.setTimeout(120_000);
  const { setId } = await backUp("full");
  source.freeze();
  await page.goto(`/databases/${database.slug}`);
  await page.getByRole("button", { name: "Choose kind of backup" }).click();
  await expect(page.getByRole("menuitem", { name: /^Full/ })).toBeVisible();
  await expectAccessibleInBoth(page);
  await page.getByRole("menuitem", { name: /^Full/ }).click();
  await page.getByRole("link", { name: /running for/ }).click();
  await expect(page.getByRole("progressbar")).toBeVisible();
  await expectAccessibleInBoth(page);
  await page.goto(`/databases/${database.slug}/backups`);
  await page.getByRole("button", { name: `Pin: set ${setId}`, exact: true }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessibleInBoth(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessibleInBoth(page);
});

test("the theme can be chosen, and stays chosen", async ({ page }) => {
  await page.goto("/settings");
  await page.getByRole("radio", { name: "Dark" }).check();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.getByRole("radio", { name: "Dark" })).toBeChecked();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});
