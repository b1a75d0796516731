import type { Page } from "@playwright/test";
import { expectAccessible } from "../harness/accessible.ts";
import type { Installation } from "../harness/installation.ts";
import { expect, freshName, test } from "../harness/test.ts";

async function keepLast(page: Page, sets: number): Promise<void> {
  await page.getByLabel("Keep the last sets").check();
  await page.getByLabel("Good sets to keep").fill(String(sets));
}

/** Moves sets back in time, as if they had been lying there for days. */
async function age(holdfast: Installation, sets: Record<string, number>): Promise<void> {
  for (const [id, days] of Object.entries(sets))
    await holdfast.rows.query(
      `UPDATE "BackupSet" SET "startedAt" = "startedAt" - make_interval(days => $2),
         "finishedAt" = "finishedAt" - make_interval(days => $2), "baseEndAt" = "baseEndAt" - make_interval(days => $2),
         "protectedAt" = "protectedAt" - make_interval(days => $2) WHERE "id" = $1`,
      [id, days],
    );
}

const rowsOf = (holdfast: Installation, databaseId: string) =>
  holdfast.rows.query<{ id: string; goesAt: Date | null; pinned: boolean; leavingBy: string }>(
    `SELECT * FROM "BackupSet" WHERE "databaseId" = $1 ORDER BY "startedAt" DESC, "id" DESC`,
    [databaseId],
  );
const leaving = async (holdfast: Installation, databaseId: string): Promise<string[]> =>
  (await rowsOf(holdfast, databaseId)).filter((row) => row.goesAt).map((row) => row.id);

/** As if the grace period of all sets that are on their way out were over. */
const endGrace = (holdfast: Installation, databaseId: string) =>
  holdfast.rows.query(
    `UPDATE "BackupSet" SET "goesAt" = now() - interval '1 second'
     WHERE "databaseId" = $1 AND "goesAt" IS NOT NULL`,
    [databaseId],
  );

test("rules that would let sets go are asked about; what goes has its grace, can be brought back, and is deleted after it", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  const made: string[] = [];
  for (let count = 0; count < 3; count++) made.unshift((await backUp("full")).setId ?? "");
  const [newest = "", middle = "", oldest = ""] = made;
  await page.goto(`/databases/${database.slug}/retention`);
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview).toContainText("All 3 backup sets stay.");
  await keepLast(page, 1);
  await expect(page.getByTestId("policy-words")).toHaveText("The last good set stays.");
  await expect(preview).toContainText("2 of 3 backup sets would go; 1 stays.");
  const rows = preview.getByRole("row").filter({ hasText: /Stays|Goes/ });
  await expect(rows.nth(0)).toContainText("It is the newest good set.");
  await expect(rows.nth(1)).toContainText("A newer good set exists.");

  await page.getByRole("button", { name: "Save policy" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("2 backup sets would go, which frees");
  await expect(dialog).toContainText(oldest);
  await expect(dialog).toContainText("They stay restorable for 7 days");
  const policyRow = async () =>
    (
      await holdfast.rows.query(`SELECT "keepSets" FROM "Database" WHERE "id" = $1`, [database.id])
    )[0];
  expect(await policyRow()).toEqual({ keepSets: null });
  await dialog.getByRole("button", { name: "Keep it" }).click();
  const waits = page.getByRole("region", { name: "A change of the rules waits for your word" });
  await expect(waits).toContainText("The last good set stays.");
  await page.reload();
  await expect(waits).toBeVisible();
  expect(await leaving(holdfast, database.id)).toEqual([]);

  await waits.getByRole("button", { name: "Confirm the change" }).click();
  await expect(dialog.getByRole("button", { name: "Confirm the change" })).toBeDisabled();
  await dialog.getByRole("textbox").fill(database.name);
  await dialog.getByRole("button", { name: "Confirm the change" }).click();
  await expect.poll(policyRow).toEqual({ keepSets: 1 });
  await expect(dialog).toHaveCount(0);
  await expect(waits).toHaveCount(0);
  const out = page.getByRole("region", { name: "On their way out", exact: true });
  await expect(out).toContainText("2 sets");
  expect(await leaving(holdfast, database.id)).toEqual([middle, oldest]);
  expect(holdfast.setDirectories(database.slug)).toEqual(made);
  await expectAccessible(page);

  await out.getByRole("button", { name: `Bring back set ${middle}`, exact: true }).click();
  await expect(out).toContainText("1 set,");
  expect((await rowsOf(holdfast, database.id))[1]).toMatchObject({
    id: middle,
    goesAt: null,
    pinned: true,
  });
  await endGrace(holdfast, database.id);
  await expect.poll(() => holdfast.setDirectories(database.slug)).toEqual([newest, middle]);
  const expiry = await holdfast.rows.ended(database.id, 4);
  expect(expiry).toMatchObject({ asked: "expire", trigger: "system", result: "expired" });
  expect(expiry.reason).toContain(oldest);
  expect((await holdfast.rows.lines(expiry.id)).join("\n")).toContain("A newer good set exists.");
  await expect(out).toHaveCount(0);
  await expect(preview).toContainText("All 2 backup sets stay.");
});

test("a failed backup lets nothing go; the next good one does", async ({
  page,
  database,
  backUp,
  holdfast,
  source,
}) => {
  const first = (await backUp("full")).setId;
  await page.goto(`/databases/${database.slug}/retention`);
  await keepLast(page, 1);
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText("Saved. Nothing was deleted.")).toBeVisible();
  await source.down();
  expect(await backUp("full")).toMatchObject({ state: "failed" });
  expect(await leaving(holdfast, database.id)).toEqual([]);
  await source.up();
  await backUp("full");
  await expect.poll(() => leaving(holdfast, database.id)).toEqual([first]);
  await expect(page.getByRole("region", { name: "On their way out", exact: true })).toContainText(
    first ?? "",
  );
});

test("points of a calendar: the form says what they mean, the preview which sets hold them, the simulator what becomes of them", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  const ids: string[] = [];
  for (let count = 0; count < 4; count++) ids.push((await backUp("full")).setId ?? "");
  await age(holdfast, { [ids[0] ?? ""]: 10, [ids[1] ?? ""]: 5, [ids[2] ?? ""]: 5 });
  await page.goto(`/databases/${database.slug}/retention`);
  const preview = page.getByRole("region", { name: "Preview" });
  await page.getByLabel("Keep points of the calendar").check();
  await page.getByLabel("Weeks").fill("");
  await page.getByLabel("Months").fill("");
  await expect(page.getByText("Enter how many of at least one kind to keep.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save policy" })).toBeDisabled();
  await page.getByLabel("Time zone of the calendar").fill("Europe/Atlantis");
  await expect(page.getByText("Not a time zone, such as Europe/Berlin")).toBeVisible();
  await page.getByLabel("Time zone of the calendar").fill("Europe/Berlin");
  await page.getByLabel("Days", { exact: true }).fill("3");
  await page.getByLabel("Months").fill("1");
  await expect(page.getByTestId("policy-words")).toHaveText(
    "You can restore one point a day for 3 days and one a month for 1 month.",
  );
  await expect(preview).toContainText("1 of 4 backup sets would go");
  const rows = preview.getByRole("row").filter({ hasText: /Stays|Goes/ });
  await expect(rows.nth(1)).toContainText("It holds the last restore point of the day");
  await expect(rows.nth(2)).toContainText("No kept slot of the calendar");
  await expect(rows.nth(3)).toContainText("It holds the last restore point of the day");

  const simulator = page.getByRole("region", { name: "Simulator" });
  await expect(simulator).toContainText("The rules as they are typed");
  await simulator.getByLabel("Full backup every").selectOption("168");
  for (let month = 0; month < 3; month++)
    await simulator.getByRole("button", { name: "Month after" }).click();
  await simulator.getByRole("button", { name: /-15: .* sets?, / }).click();
  await expect(page).toHaveURL(/day=\d{4}-\d{2}-15/);
  const then = simulator.getByRole("table", { name: /^Sets on 15 / });
  await expect(then.getByRole("row").filter({ hasText: "to come" }).first()).toContainText(
    /Stays|Expiring/,
  );
  await expect(then.getByRole("row").filter({ hasText: "It is the newest good set." })).toHaveCount(
    1,
  );
  await expect(then).toContainText(/Let go on|Stays for as long/);
  await expect(simulator).toContainText("Days:");
  await expect(simulator).toContainText(/By the rules in force: \d+ sets, /);
  await expectAccessible(page);
  await page.reload();
  await expect(simulator.getByRole("table", { name: /^Sets on 15 / })).toBeVisible();
  expect(await leaving(holdfast, database.id)).toEqual([]);
});

test("a recovery window keeps what its beginning depends on, and never fewer than the minimum", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  const ids: string[] = [];
  for (let count = 0; count < 3; count++) ids.push((await backUp("full")).setId ?? "");
  await age(holdfast, { [ids[0] ?? ""]: 60, [ids[1] ?? ""]: 30 });
  await page.goto(`/databases/${database.slug}/retention`);
  const preview = page.getByRole("region", { name: "Preview" });
  await page.getByLabel("Keep a recovery window").check();
  await page.getByLabel("Recovery window", { exact: true }).fill("7");
  await expect(preview).toContainText("1 of 3 backup sets would go");
  const rows = preview.getByRole("row").filter({ hasText: /Stays|Goes/ });
  await expect(rows.nth(1)).toContainText("so their beginning depends on it");
  await expect(rows.nth(2)).toContainText("Nothing in the last 7 days depends on it.");
  await page.getByLabel("Never fewer good sets than").fill("3");
  await expect(preview).toContainText("All 3 backup sets stay.");
  await page.getByLabel("Recovery window", { exact: true }).fill("0");
  await expect(page.getByText("A whole number from 1 to 36500")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save policy" })).toBeDisabled();
});

test("a legal hold keeps a set from deletion by hand and its database from removal, until it is lifted with a reason", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  const setId = (await backUp("full")).setId ?? "";
  await backUp("full");
  await page.goto(`/databases/${database.slug}/backups`);
  const set = page.getByRole("article", { name: `Backup set ${setId}`, exact: true });
  const more = set.getByRole("button", { name: `More for set ${setId}`, exact: true });
  await more.click();
  await page.getByRole("menuitem", { name: "Place a legal hold" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Place the hold" })).toBeDisabled();
  await dialog.getByLabel("Reason").fill("case 4711, asked for by the auditors");
  await dialog.getByRole("button", { name: "Place the hold" }).click();
  await expect(set).toContainText("Under legal hold since");
  await expect(set).toContainText("case 4711");
  await more.click();
  await expect(page.getByRole("menuitem", { name: /^Delete set/ })).toBeDisabled();
  await page.keyboard.press("Escape");
  await expect(holdfast.api.retention.discard.mutate({ setId, confirm: setId })).rejects.toThrow(
    /legal hold/,
  );
  expect(await holdfast.api.sets.remove.mutate({ id: setId, confirm: setId })).toMatchObject({
    ok: false,
  });

  await page.goto(`/databases/${database.slug}/settings`);
  await page.getByRole("button", { name: "Remove database" }).click();
  await dialog.getByLabel(/^Also delete/).check();
  await dialog.getByRole("textbox").fill(database.name);
  await dialog.getByRole("button", { name: "Remove and delete backups" }).click();
  await expect(dialog.getByRole("alert")).toContainText("is under legal hold");
  expect(holdfast.setDirectories(database.slug)).toHaveLength(2);

  await page.goto(`/databases/${database.slug}/retention`);
  const holds = page.getByRole("region", { name: "Legal holds" });
  await holds.getByRole("button", { name: `Lift the hold on set ${setId}` }).click();
  await dialog.getByLabel("Reason for lifting it").fill("case closed");
  await dialog.getByRole("button", { name: "Lift the hold" }).click();
  await expect(holds).toContainText("case closed");
  await expect(holds.getByText("Lifted", { exact: true })).toBeVisible();

  await page.goto(`/databases/${database.slug}/backups`);
  await more.click();
  await page.getByRole("menuitem", { name: /^Delete set/ }).click();
  await dialog.getByRole("textbox").fill(setId);
  await dialog.getByRole("button", { name: "Delete set" }).click();
  await expect(set).toContainText("Expiring on");
  expect(await leaving(holdfast, database.id)).toEqual([setId]);
  expect(holdfast.setDirectories(database.slug)).toHaveLength(2);
  await set.getByRole("button", { name: `Bring back: set ${setId}`, exact: true }).click();
  await expect(set).toContainText("Pinned");
  expect(await leaving(holdfast, database.id)).toEqual([]);
});

test("free now deletes what is on its way out, once the database's name is typed", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  const older = (await backUp("full")).setId ?? "";
  const newer = (await backUp("full")).setId ?? "";
  await holdfast.api.retention.discard.mutate({ setId: older, confirm: older });
  await page.goto(`/databases/${database.slug}/retention`);
  await page.getByRole("button", { name: "Free all now" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Delete now" })).toBeDisabled();
  await dialog.getByRole("textbox").fill(database.name);
  await dialog.getByRole("button", { name: "Delete now" }).click();
  await expect.poll(() => holdfast.setDirectories(database.slug)).toEqual([newer]);
  const run = await holdfast.rows.ended(database.id, 3);
  expect(run).toMatchObject({ asked: "expire", result: "expired" });
  expect((await holdfast.rows.lines(run.id)).join("\n")).toContain("asked for its deletion");
  await expect(page.getByRole("region", { name: "On their way out", exact: true })).toHaveCount(0);
});

test("a template that two databases follow is changed with a preview over both, and waits until it is confirmed", async ({
  page,
  database,
  backUp,
  holdfast,
  source,
}) => {
  const other = await holdfast.api.databases.add.mutate({
    ...{ name: freshName("Shop"), host: "127.0.0.1", port: source.port, timeoutSeconds: 20 },
  });
  for (let count = 0; count < 2; count++) {
    await backUp("full");
    const answer = await holdfast.api.runs.start.mutate({ databaseId: other.id, asked: "full" });
    await holdfast.rows.runEnded(answer.run?.id ?? "");
  }
  const name = freshName("Template");
  await page.goto("/settings/retention");
  await expect(page.getByText("14 days of any moment, 8 weeks, 12 months")).toBeVisible();
  await page.getByRole("button", { name: "New template" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Keep a recovery window").uncheck();
  await keepLast(page, 2);
  await page.getByRole("button", { name: "Save template" }).click();
  await expect(page.getByRole("heading", { name })).toBeVisible();

  for (const { slug } of [database, other]) {
    await page.goto(`/databases/${slug}/retention`);
    await page.getByLabel("Rules").selectOption({ label: `Template: ${name}` });
    await expect(page.getByLabel("Good sets to keep")).toBeDisabled();
    await page.getByRole("button", { name: "Save policy" }).click();
    await expect(page.getByText("Saved. Nothing was deleted.")).toBeVisible();
  }

  await page.goto("/settings/retention");
  await page.getByRole("button", { name: `Edit ${name}` }).click();
  await page.getByLabel("Good sets to keep").fill("1");
  const preview = page.getByRole("region", { name: "Preview over all databases that follow it" });
  await expect(preview).toContainText("2 backup sets of 2 databases would go, which frees");
  for (const each of [database, other]) await expect(preview).toContainText(each.name);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save template" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("2 backup sets of 2 databases would go");
  expect([
    ...(await leaving(holdfast, database.id)),
    ...(await leaving(holdfast, other.id)),
  ]).toEqual([]);
  await dialog.getByRole("textbox").fill(name);
  await dialog.getByRole("button", { name: "Confirm the change" }).click();
  await expect(dialog).toHaveCount(0);
  for (const { id } of [database, other])
    await expect.poll(async () => (await leaving(holdfast, id)).length).toBe(1);
  await expect(page.getByRole("region", { name: /waits for your word/ })).toHaveCount(0);
});

test("the grace period is a setting of the installation", async ({ own, page }) => {
  await page.goto(`${own.url}/settings/retention`);
  const grace = page.getByRole("region", { name: "Grace period" });
  await grace.getByLabel("Days").fill("366");
  await expect(grace.getByText("A whole number from 0 to 365")).toBeVisible();
  await grace.getByLabel("Days").fill("0");
  await expect(grace.getByText("None: files are deleted at once.")).toBeVisible();
  await grace.getByRole("button", { name: "Save" }).click();
  await page.reload();
  await expect(grace.getByLabel("Days")).toHaveValue("0");
});
