import type { Page } from "@playwright/test";
import { expectAccessible } from "../harness/accessible.ts";
import type { Installation } from "../harness/installation.ts";
import { addedDaysAgo, seedPast, seedSamples, seedSet } from "../harness/seed-past.ts";
import { expect, test } from "../harness/test.ts";

const NOBODY_LISTENS = 7_999;
const DAY = 86_400_000;

async function add(own: Installation, name: string, port = NOBODY_LISTENS) {
  const { id, slug } = await own.api.databases.add.mutate({
    name,
    host: "127.0.0.1",
    port,
    timeoutSeconds: 20,
  });
  await addedDaysAgo(own.rows, id, 60);
  return { id, slug };
}

/** One backup a day, the last a few hours ago. */
async function daily(own: Installation, id: string, until = 0): Promise<void> {
  const days = Array.from({ length: 33 - until }, (_, at) => 33 - at);
  await seedPast(
    own.rows,
    id,
    days.map((day) => ({ hoursAgo: (day - 1) * 24 + 3, lastTx: 2_000 - day * 10, bytes: 5_000 })),
  );
}

/** One database of each state there is. */
async function everyState(own: Installation, healthyPort: number) {
  const healthy = await add(own, "Healthy", healthyPort);
  const first = await own.api.runs.start.mutate({ databaseId: healthy.id, asked: "full" });
  if (!first.ok) throw new Error(first.reason);
  await own.rows.runEnded(first.run.id);
  await daily(own, healthy.id);

  const overdue = await add(own, "Overdue");
  await daily(own, overdue.id, 4);
  await seedSet(own.rows, overdue.id, { startedHoursAgo: 400, protectedHoursAgo: 99 });
  await own.api.databases.saveTarget.mutate({ id: overdue.id, minutes: 36 * 60 });

  const failed = await add(own, "Failed");
  await daily(own, failed.id);
  await seedSet(own.rows, failed.id, { startedHoursAgo: 200, protectedHoursAgo: 3 });
  await seedPast(own.rows, failed.id, [
    { hoursAgo: 30, state: "cancelled" },
    { hoursAgo: 2, state: "failed" },
    { hoursAgo: 1, state: "failed" },
  ]);

  const never = await add(own, "Never");

  const odd = await add(own, "Odd");
  await daily(own, odd.id);
  await seedSet(own.rows, odd.id, { startedHoursAgo: 700, protectedHoursAgo: 300, checkOk: false });
  await seedSet(own.rows, odd.id, { startedHoursAgo: 200, protectedHoursAgo: 3 });

  const paused = await add(own, "Paused");
  await daily(own, paused.id);
  await seedSet(own.rows, paused.id, { startedHoursAgo: 200, protectedHoursAgo: 3 });
  await own.api.schedules.save.mutate({
    databaseId: paused.id,
    zone: "UTC",
    fullCron: "0 1 * * 0",
    incrementalCron: "0 1 * * *",
    jitterSeconds: 0,
    windows: [],
    inWindow: "skip",
    catchUpHours: 0,
  });
  await own.api.schedules.pause.mutate({
    databaseId: paused.id,
    because: "the move",
    until: null,
  });
  return { healthy, overdue, failed, never, odd, paused };
}

const row = (page: Page, name: string) =>
  page.getByRole("region", { name: "Databases" }).getByRole("listitem", { name, exact: true });
const rowNames = async (page: Page): Promise<string[]> =>
  await page
    .getByRole("region", { name: "Databases" })
    .locator("li[aria-label]")
    .evaluateAll((items) => items.map((item) => item.getAttribute("aria-label") ?? ""));

test("the worst truth is said first, and every database says what would be lost, its past and its next run", async ({
  page,
  own,
  source,
}) => {
  test.setTimeout(120_000);
  await everyState(own, source.port);
  await page.goto(own.url);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The last run of Failed failed");
  expect(await rowNames(page)).toEqual(["Failed", "Overdue", "Never", "Odd", "Paused", "Healthy"]);
  const attention = page.getByRole("region", { name: "Needs attention" });
  await expect(attention).toContainText(
    "Failed has not been backed up for 3 h (2 tries): nothing listens on that port.",
  );
  await expect(attention).toContainText(
    "Overdue has not been backed up for 4 days, and may lose 36 h at most.",
  );
  await expect(attention).toContainText("Never has never been backed up.");
  await attention.getByRole("link", { name: /more/ }).click();
  await expect(page).toHaveURL(`${own.url}/databases`);
  await page.goBack();

  await expect(row(page, "Healthy")).toContainText("of 1 day, assumed");
  await expect(row(page, "Overdue")).toContainText("of 36 h");
  await expect(row(page, "Never")).toContainText("everything");
  await expect(row(page, "Never")).toContainText("never run");
  await expect(row(page, "Paused")).toContainText("schedule paused");
  await expect(row(page, "Healthy")).toContainText("no schedule, run by hand");

  // the days: 30 of each, the worst of a day paints it, and a person's cancel does not
  const days = (name: string) => row(page, name).locator("[data-day]");
  const looks = async (name: string): Promise<string[]> =>
    await days(name).evaluateAll((cells) =>
      cells.map((cell) => cell.getAttribute("data-look") ?? ""),
    );
  await expect(days("Failed")).toHaveCount(30);
  const failedLooks = await looks("Failed");
  expect(failedLooks.filter((look) => look === "failed").length).toBeGreaterThan(0);
  expect(failedLooks.slice(0, 28).every((look) => look === "protected")).toBe(true);
  const late = await looks("Overdue");
  expect(late.at(-1)).toBe("behind");
  expect(late.slice(0, 25).every((look) => look === "protected")).toBe(true);
  expect((await looks("Never")).every((look) => look === "behind")).toBe(true);
  expect((await looks("Healthy")).every((look) => look !== "behind" && look !== "failed")).toBe(
    true,
  );

  // asked by keyboard, a day says what happened, the worst first
  const strip = row(page, "Failed").getByRole("slider");
  await strip.focus();
  const today = await strip.getAttribute("aria-valuetext");
  await page.keyboard.press("ArrowLeft");
  await expect(strip).toHaveAttribute("aria-valuenow", "29");
  expect(await strip.getAttribute("aria-valuetext")).not.toBe(today);
  await page.keyboard.press("End");
  const failed = (await strip.getAttribute("aria-valuetext")) ?? "";
  if (failed.includes("failed")) expect(failed).toMatch(/: 2 runs failed/);
  await page.keyboard.press("Home");
  await expect(strip).toHaveAttribute("aria-valuetext", /: 1 backup$/);

  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 900 });
  await expect(row(page, "Failed").getByRole("slider")).toBeVisible();
  expect(
    await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"),
    "nothing is wider than a phone",
  ).toBe(true);
  await expectAccessible(page);
  await page.setViewportSize({ width: 1280, height: 900 });

  // a real backup changes the row in place
  await row(page, "Healthy")
    .getByRole("button", { name: /^Back up / })
    .first()
    .click();
  await expect(row(page, "Healthy")).toContainText("No new transactions", { timeout: 30_000 });
  await expect(row(page, "Healthy")).toContainText(/Lost now\d+ s/);
});

test("search, tag and order are in the address; tags are edited in the settings and found by the palette", async ({
  page,
  own,
}) => {
  test.setTimeout(120_000);
  const orders = await add(own, "Orders");
  const billing = await add(own, "Billing");
  await add(own, "Archive");
  await seedSet(own.rows, billing.id, { startedHoursAgo: 9, protectedHoursAgo: 2, bytes: 9e6 });
  await seedSet(own.rows, orders.id, { startedHoursAgo: 9, protectedHoursAgo: 8, bytes: 5e6 });

  await page.goto(`${own.url}/databases/${orders.slug}/settings`);
  const tags = page.getByRole("region", { name: "Tags" });
  await expect(tags).toContainText("No tag yet");
  await tags.getByLabel("New tag").fill("Team: EU, production");
  await tags.getByRole("button", { name: "Add tag" }).click();
  await expect(tags.getByRole("listitem")).toHaveText(["production", "team: eu"]);
  await tags.getByLabel("New tag").fill("<b>");
  await tags.getByRole("button", { name: "Add tag" }).click();
  await expect(tags).toContainText("begins with a letter or digit");
  await tags.getByRole("button", { name: "Remove tag production" }).click();
  await expect(tags.getByRole("listitem")).toHaveText(["team: eu"]);
  const [stored] = await own.rows.query<{ tags: string[] }>(
    `SELECT "tags" FROM "Database" WHERE "id" = $1`,
    [orders.id],
  );
  expect(stored?.tags).toEqual(["team: eu"]);
  await own.api.databases.saveTags.mutate({ id: billing.id, tags: ["team: eu", "money"] });

  await page.goto(own.url);
  await expect.poll(() => rowNames(page)).toHaveLength(3);
  await page.getByRole("combobox", { name: "Tag" }).selectOption("team: eu");
  await expect(page).toHaveURL(/\?tag=team%3A\+eu$/);
  await page.getByLabel("Sort").selectOption("size");
  await expect(page).toHaveURL(/tag=.*&sort=size$/);
  await expect.poll(() => rowNames(page)).toEqual(["Billing", "Orders"]);
  await page.getByLabel("Sort").selectOption("rpo");
  await expect.poll(() => rowNames(page)).toEqual(["Orders", "Billing"]);
  await page.getByLabel("Sort").selectOption("name");
  await expect.poll(() => rowNames(page)).toEqual(["Billing", "Orders"]);
  await page.getByLabel("Search databases").fill("money");
  await expect.poll(() => rowNames(page)).toEqual(["Billing"]);
  await expect(page).toHaveURL(/q=money&tag=.*&sort=name$/);
  await page.reload();
  await expect.poll(() => rowNames(page)).toEqual(["Billing"]);
  await expect(page.getByLabel("Sort")).toHaveValue("name");
  await page.getByLabel("Search databases").fill("nothing like that");
  await expect(page.getByText("No database answers this search")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Show all" }).click();
  await expect.poll(() => rowNames(page)).toEqual(["Archive", "Billing", "Orders"]);

  await page.keyboard.press("ControlOrMeta+k");
  await page.getByPlaceholder("Search databases, runs and pages").fill("money");
  await expect(page.getByRole("option", { name: /^Billing/ })).toBeVisible();
  await expect(page.getByRole("option", { name: /^Orders/ })).toHaveCount(0);
  await page.getByRole("option", { name: /^money/ }).click();
  await expect(page).toHaveURL(/\?tag=money$/);
  await expect.poll(() => rowNames(page)).toEqual(["Billing"]);
});

test("a target decides what is behind; the database's page says the same in detail", async ({
  page,
  own,
}) => {
  test.setTimeout(90_000);
  const { id, slug } = await add(own, "Orders");
  await daily(own, id);
  await seedSet(own.rows, id, { startedHoursAgo: 200, protectedHoursAgo: 3 });
  await page.goto(`${own.url}/databases/${slug}/settings`);
  const target = page.getByRole("region", { name: "Target" });
  await expect(target).toContainText("Now 1 day: assumed");
  await target.getByRole("radio", { name: /May lose at most/ }).check();
  await target.getByLabel("Amount").fill("0");
  await expect(target).toContainText("A whole number from 1");
  await expect(target.getByRole("button", { name: "Save target" })).toBeDisabled();
  await target.getByLabel("Amount").fill("2");
  await target.getByLabel("Unit").selectOption("hours");
  await target.getByRole("button", { name: "Save target" }).click();
  await expect(target.getByRole("status")).toHaveText("Saved");
  const [stored] = await own.rows.query<{ targetMinutes: number }>(
    `SELECT "targetMinutes" FROM "Database" WHERE "id" = $1`,
    [id],
  );
  expect(stored?.targetMinutes).toBe(120);
  // as if it had been said long ago: days before a target was set are judged by the default
  await own.rows.query(`UPDATE "Database" SET "targetSetAt" = $2 WHERE "id" = $1`, [
    id,
    new Date(Date.now() - 60 * DAY),
  ]);
  await expectAccessible(page);

  await page.goto(own.url);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Orders has not been backed up for 3 h",
  );
  await row(page, "Orders").getByRole("link", { name: "Orders" }).click();
  await expect(page.getByText("of 2 h at most, set for this database")).toBeVisible();
  const past = page.getByRole("region", { name: "Last 30 days" });
  await expect(past).toContainText("Behind its target");
  await expect(past).toContainText(/\+\d+(\.\d+)? kB and 10 tx a day/);
  await past.getByText("Show days as table").click();
  const table = past.getByRole("table", { name: "Days of Orders" });
  await expect(table.getByRole("row")).toHaveCount(31);
  await expect(table.getByRole("row").nth(15)).toContainText("Behind its target");
  await table.getByRole("link", { name: "1 backup" }).first().click();
  await expect(page).toHaveURL(/\/runs\//);
});

test("the date the disk is full comes from what the backups came to, and is not made up before", async ({
  page,
  own,
}) => {
  test.setTimeout(90_000);
  const { id } = await add(own, "Orders");
  await seedSet(own.rows, id, { startedHoursAgo: 9, protectedHoursAgo: 2 });
  await seedSamples(own.rows, id, [3e9, 2e9]);
  await page.goto(own.url);
  const storage = page.getByRole("region", { name: "Storage" });
  await expect(storage).toContainText("not enough history, 1 day of 7");
  await expect(storage).toContainText("noted once a day, and 7 days are needed");

  const { storageFreeBytes } = await own.api.system.status.query();
  if (!storageFreeBytes) throw new Error("how much is free is unknown");
  // a hundred days at the present growth
  const perDay = storageFreeBytes / 100;
  await seedSamples(
    own.rows,
    id,
    // every other day something large beside it, which goes again: it widens the range, not the median
    Array.from({ length: 21 }, (_, daysAgo) =>
      Math.round((40 - daysAgo + (daysAgo % 2 === 1 ? 2 : 0)) * perDay),
    ),
  );
  await page.reload();
  await expect(storage).toContainText(/Full about \d{1,2} \w{3,4} \d{4}/);
  const text = (await storage.textContent()) ?? "";
  const [, date = ""] = /Full about (\d{1,2} \w{3,4} \d{4})/.exec(text) ?? [];
  const days = (Date.parse(`${date.replace("Sept", "Sep")} 12:00`) - Date.now()) / DAY;
  expect(days).toBeGreaterThan(94);
  expect(days).toBeLessThan(106);
  await expect(storage).toContainText(/, not before \d{1,2} \w{3,4} \d{4}\./);
  await expect(storage).toContainText(
    "From what the backups came to on each of the last 20 days, after retention",
  );
  await expectAccessible(page);
});

test("200 databases with a month of runs are shown, found and ordered without a wait", async ({
  page,
  own,
}) => {
  test.setTimeout(120_000);
  await own.rows.query(
    `INSERT INTO "Database" ("id", "slug", "name", "host", "port", "createdAt", "tags")
     SELECT gen_random_uuid(), 'many-' || n, 'Many ' || n, '10.0.0.' || n, 6362, now() - interval '60 days',
       ARRAY['team ' || (n % 7)]
     FROM generate_series(1, 200) n`,
  );
  await own.rows.query(
    `INSERT INTO "Run" ("id", "databaseId", "asked", "trigger", "state", "result", "requestedAt", "startedAt",
       "finishedAt", "lastTx", "bytes")
     SELECT gen_random_uuid(), d."id", 'auto', 'schedule', 'succeeded', 'incremental', t, t, t, 5000 - n, 1000
     FROM "Database" d, generate_series(1, 60) n, LATERAL (SELECT now() - n * interval '12 hours' AS t) x`,
  );
  await own.api.databases.list.query();
  const began = performance.now();
  const [databases, days] = await Promise.all([
    own.api.databases.list.query(),
    own.api.overview.days.query({ zone: "Europe/Berlin" }),
  ]);
  expect(databases).toHaveLength(200);
  expect(Object.keys(days.byDatabase)).toHaveLength(200);
  expect(performance.now() - began, "milliseconds for both").toBeLessThan(10_000);

  await page.goto(own.url);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "200 of 200 databases have never been backed up",
  );
  await expect(page.locator("[data-day]")).toHaveCount(200 * 30, { timeout: 30_000 });
  await page.getByLabel("Search databases").fill("MANY 10.0.0.77:");
  await expect.poll(() => rowNames(page)).toEqual(["Many 77"]);
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("combobox", { name: "Tag" }).selectOption("team 3");
  await expect.poll(async () => (await rowNames(page)).length).toBe(29);
});
