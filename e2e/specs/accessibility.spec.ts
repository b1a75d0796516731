import type { Page } from "@playwright/test";
import { expectAccessible } from "../harness/accessible.ts";
import { expect, test } from "../harness/test.ts";

/** Waits until nothing on the page says that it loads. */
async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test("axe finds nothing serious on any page, and no page scrolls sideways on a phone", async ({
      page,
      database,
      backUp,
      source,
      holdfast,
    }) => {
      test.setTimeout(120_000);
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
        `${base}/retention`,
        `${base}/settings`,
        "/runs",
        `/runs/${full.id}`,
        `/runs/${failed.id}`,
        "/settings",
      ];
      for (const path of paths) {
        await page.setViewportSize({ width: 1280, height: 900 });
        await page.goto(path);
        await settled(page);
        await expectAccessible(page);
        await page.setViewportSize({ width: 390, height: 844 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide, `width of ${path} on a phone`).toBeLessThanOrEqual(390);
      }
      expect(await page.locator("html").getAttribute("data-theme")).toBe(colorScheme);
    });

    test("nor in a run under way, its menus, dialogs and the palette", async ({
      page,
      database,
      backUp,
      source,
    }) => {
      const { setId } = await backUp("full");
      source.freeze();
      await page.goto(`/databases/${database.slug}`);
      await page.getByRole("button", { name: "Choose kind of backup" }).click();
      await expect(page.getByRole("menuitem", { name: /^Full/ })).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("menuitem", { name: /^Full/ }).click();
      await page.getByRole("link", { name: /running for/ }).click();
      await expect(page.getByRole("progressbar")).toBeVisible();
      await expectAccessible(page);
      await page.goto(`/databases/${database.slug}/backups`);
      await page.getByRole("button", { name: `Pin: set ${setId}`, exact: true }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await page.keyboard.press("ControlOrMeta+k");
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectAccessible(page);
    });
  });
}

test("the theme can be chosen, and stays chosen", async ({ page }) => {
  await page.goto("/settings");
  await page.getByRole("radio", { name: "Dark" }).check();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.getByRole("radio", { name: "Dark" })).toBeChecked();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});
