import type { Page } from "@playwright/test";
import { Lab, missingTools } from "../../packages/neo4j-backup/test/live/neo4j-lab.ts";
import { freePort } from "../../scripts/free-port.ts";
import { expectAccessible } from "../harness/accessible.ts";
import type { Installation } from "../harness/installation.ts";
import { expect, freshName, test } from "../harness/test.ts";

const MINUTE = 60_000;
/** A slot a minute: the next one is at most this far away, and then it takes a moment. */
const SLOT_WITHIN = { timeout: 90_000, intervals: [250] };

interface SlotRow {
  kind: string;
  outcome: string;
  slotAt: Date;
  slots: number;
  runId: string | null;
}
const scheduleRow = async (holdfast: Installation, databaseId: string) =>
  (
    await holdfast.rows.query<{
      incrementalCron: string | null;
      fullCron: string | null;
      zone: string;
      pausedAt: Date | null;
      pausedBecause: string | null;
      nextAt: Date | null;
    }>(`SELECT * FROM "Schedule" WHERE "databaseId" = $1`, [databaseId])
  )[0];
const slotRows = (holdfast: Installation, databaseId: string) =>
  holdfast.rows.query<SlotRow>(
    `SELECT * FROM "ScheduleSlot" WHERE "databaseId" = $1 ORDER BY "slotAt", "kind"`,
    [databaseId],
  );
const scheduledRuns = (holdfast: Installation, databaseId: string) =>
  holdfast.rows.query<{ id: string; slotAt: Date; result: string | null; finishedAt: Date | null }>(
    `SELECT * FROM "Run" WHERE "databaseId" = $1 AND "trigger" = 'schedule' ORDER BY "slotAt"`,
    [databaseId],
  );

const everyMinute = (databaseId: string, more: { catchUpHours?: number } = {}) => ({
  databaseId,
  incrementalCron: "* * * * *",
  fullCron: null,
  zone: "Europe/Berlin",
  jitterSeconds: 0,
  windows: [],
  inWindow: "skip" as const,
  catchUpHours: 0,
  ...more,
});

const cron = (page: Page, kind: "Incremental" | "Full") => page.getByLabel(`${kind}, cron`);

test("a new database says that nobody will back it up; one click accepts the suggestion", async ({
  page,
  database,
  holdfast,
}) => {
  await page.goto(`/databases/${database.slug}`);
  const banner = page.getByRole("region", { name: "Not scheduled" });
  await expect(banner).toContainText("nobody will back this up");
  await expect(banner).toContainText("Suggested: every hour, full on Sundays at 02:00");
  await banner.getByRole("button", { name: "Use the suggestion" }).click();
  await expect(banner).toHaveCount(0);
  const row = await scheduleRow(holdfast, database.id);
  expect(row).toMatchObject({ incrementalCron: "0 * * * *", fullCron: "0 2 * * 0" });
  expect(row?.nextAt?.getTime()).toBeGreaterThan(Date.now() - 5_000);
  await page.getByRole("link", { name: "Schedule", exact: true }).click();
  await expect(page.getByTestId("schedule-sentence")).toContainText(
    "Incremental every hour, full on Sundays at 02:00",
  );
});

test("a preset shows its next five runs and what saving changes; then it is paused with a reason and resumed", async ({
  page,
  database,
  holdfast,
}) => {
  await page.goto(`/databases/${database.slug}/schedule`);
  await expect(page.getByRole("region", { name: "Not scheduled" })).toBeVisible();
  await page
    .getByLabel("Preset")
    .selectOption({ label: "Every 15 minutes, full on Sundays at 02:00" });
  await page.getByLabel("Time zone").fill("Europe/Berlin");
  const next = page.getByRole("list", { name: "The next five runs" });
  await expect(next.getByRole("listitem")).toHaveCount(5);
  await expect(next.getByRole("listitem").first()).toContainText(/:(00|15|30|45)GMT\+[12]/);
  await expect(page.getByTestId("what-changes")).toHaveText(
    "Until now nothing starts by itself. From saving on: incremental every 15 minutes, full on Sundays at 02:00 (Europe/Berlin).",
  );
  await expect(page.getByText("About 15 min 00 s of changes.")).toBeVisible();
  expect(await scheduleRow(holdfast, database.id)).toBeUndefined();
  await page.getByRole("button", { name: "Save schedule" }).click();
  const sentence = page.getByTestId("schedule-sentence");
  await expect(sentence).toContainText(
    /^Incremental every 15 minutes, full on Sundays at 02:00 \(Europe\/Berlin\); next: (incremental|full) (in \d+ (s|min)|now)\.$/,
  );
  expect(await scheduleRow(holdfast, database.id)).toMatchObject({
    incrementalCron: "*/15 * * * *",
    fullCron: "0 2 * * 0",
    zone: "Europe/Berlin",
  });

  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Pause schedule" }).click();
  await expect(dialog).toContainText("Say why");
  await dialog.getByLabel("Why").fill("moving the server");
  await dialog.getByRole("button", { name: "Pause schedule" }).click();
  await expect(sentence).toContainText("Paused. Incremental every 15 minutes");
  await expect(page.getByText("until somebody resumes it: moving the server")).toBeVisible();
  await expectAccessible(page);
  expect(await scheduleRow(holdfast, database.id)).toMatchObject({
    pausedBecause: "moving the server",
    nextAt: null,
  });
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(sentence).toContainText("; next: ");
  expect(await scheduleRow(holdfast, database.id)).toMatchObject({ pausedAt: null });

  await page.getByRole("button", { name: "Remove schedule" }).click();
  await expect(dialog).toContainText("nobody backs this database up unless");
  await dialog.getByRole("button", { name: "Remove schedule" }).click();
  await expect(page.getByRole("region", { name: "Not scheduled" })).toBeVisible();
  expect(await scheduleRow(holdfast, database.id)).toBeUndefined();
});

/** The last Sunday of a month is when clocks change in Berlin. */
function lastSunday(month: number): { day: number; year: number } {
  for (let year = new Date().getUTCFullYear(); ; year++) {
    const last = new Date(Date.UTC(year, month, 0));
    last.setUTCDate(last.getUTCDate() - last.getUTCDay());
    if (last.getTime() > Date.now() + MINUTE) return { day: last.getUTCDate(), year };
  }
}

test("a bad cron expression is refused in words; a good one shows what the changes of the clocks do to it", async ({
  page,
  database,
  holdfast,
}) => {
  await page.goto(`/databases/${database.slug}/schedule`);
  await page.getByLabel("Time zone").fill("Europe/Berlin");
  const save = page.getByRole("button", { name: "Save schedule" });
  for (const [typed, words] of [
    ["61 * * * *", "The minute goes from 0 to 59, not 61."],
    ["* * * * * *", "a backup starts at a minute, so give five"],
    ["0 0 31 2 *", "There is no such date: it would never come due."],
  ] as const) {
    await cron(page, "Incremental").fill(typed);
    await expect(page.getByText(words)).toBeVisible();
    await expect(save).toBeDisabled();
  }
  const [spring, autumn] = [lastSunday(3), lastSunday(10)];
  await cron(page, "Incremental").fill(`30 2 ${spring.day} 3 *`);
  await cron(page, "Full").fill(`30 2 ${autumn.day} 10 *`);
  const next = page.getByRole("list", { name: "The next five runs" });
  await expect(next.getByRole("listitem").filter({ hasText: `Mar ${spring.year}` })).toContainText(
    "clocks go forward: 02:30 does not exist; fires at 03:30",
  );
  await expect(next.getByRole("listitem").filter({ hasText: `Oct ${autumn.year}` })).toContainText(
    "clocks go back: 02:30 comes twice; fires once, at the first",
  );
  await page.getByRole("button", { name: "Add a window" }).click();
  await page
    .getByRole("group", { name: "Days of window 1" })
    .getByRole("button", { name: "Monday" })
    .click();
  await save.click();
  await expect(page.getByTestId("schedule-sentence")).toBeVisible();
  await expectAccessible(page);
  const [row] = await holdfast.rows.query(
    `SELECT "incrementalCron", "windows" FROM "Schedule" WHERE "databaseId" = $1`,
    [database.id],
  );
  expect(row).toEqual({
    incrementalCron: `30 2 ${spring.day} 3 *`,
    windows: [{ days: [1, 6, 7], from: 22 * 60, to: 4 * 60 }],
  });
});

test("a slot starts its run by itself, at its minute and once, and the run says which slot it was", async ({
  page,
  database,
  holdfast,
  source,
  backUp,
}) => {
  test.setTimeout(200_000);
  const full = await backUp("full");
  source.gain(4);
  await holdfast.api.schedules.save.mutate(everyMinute(database.id));
  const began = Date.now();
  await expect
    .poll(
      async () =>
        (await scheduledRuns(holdfast, database.id)).filter((run) => run.finishedAt).length,
      SLOT_WITHIN,
    )
    .toBe(1);
  const [run] = await scheduledRuns(holdfast, database.id);
  if (!run) throw new Error("no run");
  expect(run).toMatchObject({ result: "incremental" });
  expect(run.slotAt.getTime() % MINUTE).toBe(0);
  expect(run.slotAt.getTime()).toBeGreaterThan(began - 1_000);
  expect(await holdfast.rows.run(run.id)).toMatchObject({ transactions: "4", setId: full.setId });
  await page.goto(`/databases/${database.slug}/schedule?slots=all`);
  const slots = page.getByRole("list", { name: "Slots" });
  await expect(slots).toContainText("Started");
  await slots.getByRole("link", { name: "Run", exact: true }).first().click();
  await expect(page.getByRole("region", { name: "Figures" })).toContainText("Slot of the schedule");
  await expect
    .poll(async () => (await slotRows(holdfast, database.id)).length, SLOT_WITHIN)
    .toBeGreaterThanOrEqual(2);
  await holdfast.api.schedules.pause.mutate({
    databaseId: database.id,
    because: "seen enough",
    until: null,
  });
  const rows = await slotRows(holdfast, database.id);
  expect(new Set(rows.map((row) => row.slotAt.getTime())).size).toBe(rows.length);
  for (const [at, row] of rows.entries()) {
    expect(row).toMatchObject({ kind: "incremental", outcome: "started", slots: 1 });
    expect(row.slotAt.getTime() - (rows[0]?.slotAt.getTime() ?? 0)).toBe(at * MINUTE);
  }
});

test("slots that the worker was not there for are told as missed, and the next one starts as usual", async ({
  page,
  own,
  source,
}) => {
  test.setTimeout(300_000);
  const database = await own.api.databases.add.mutate({
    name: "Ledger",
    host: "127.0.0.1",
    port: source.port,
    timeoutSeconds: 20,
  });
  await own.api.schedules.save.mutate(everyMinute(database.id));
  const worker = await own.workerPid();
  process.kill(worker, "SIGSTOP");
  try {
    const frozenAt = Date.now();
    // two slots come due, and the first of them more than a minute before anybody is there again
    const secondSlot = Math.ceil(frozenAt / MINUTE) * MINUTE + MINUTE;
    await expect
      .poll(() => Date.now(), { timeout: 150_000, intervals: [500] })
      .toBeGreaterThan(secondSlot + 2_000);
  } finally {
    process.kill(worker, "SIGCONT");
  }
  await expect
    .poll(async () => (await slotRows(own, database.id)).map((row) => row.outcome), SLOT_WITHIN)
    .toEqual(expect.arrayContaining(["missed", "started"]));
  await page.goto(`${own.url}/databases/${database.slug}/schedule`);
  const slots = page.getByRole("list", { name: "Slots" });
  await expect(slots).toContainText("Missed");
  await expect(slots).toContainText(
    "No worker was there; a later run brought what they would have brought.",
  );
  const rows = await slotRows(own, database.id);
  const missed = rows.filter((row) => row.outcome === "missed");
  expect(missed.reduce((sum, row) => sum + row.slots, 0)).toBeGreaterThanOrEqual(1);
  const starts = rows.filter((row) => row.outcome === "started");
  expect(await scheduledRuns(own, database.id)).toHaveLength(starts.length);
});

test("on a real Neo4j 2.3.3, a scheduled incremental brings the new transactions, and Neo4j opens the set", async ({
  page,
  holdfast,
}) => {
  test.skip(missingTools !== undefined, missingTools);
  test.setTimeout(400_000);
  const lab = await Lab.make();
  try {
    const port = await freePort(7620);
    const server = await lab.start({ directory: lab.data("db"), port });
    await server.sendAll("load 200 10", "index Person name");
    const database = await holdfast.api.databases.add.mutate({
      name: freshName("Neo4j on schedule"),
      host: "127.0.0.1",
      port,
      timeoutSeconds: 40,
    });
    const first = await holdfast.api.runs.start.mutate({ databaseId: database.id, asked: "full" });
    if (!first.ok) throw new Error(first.reason);
    const full = await holdfast.rows.runEnded(first.run.id);
    await server.sendAll("load 60 1", "update 40 2", "delete 10");
    const written = await server.facts();
    await page.goto(`/databases/${database.slug}/schedule`);
    await cron(page, "Incremental").fill("* * * * *");
    await cron(page, "Full").fill("");
    await expect(
      page.getByRole("list", { name: "The next five runs" }).getByRole("listitem"),
    ).toHaveCount(5);
    await page.getByRole("button", { name: "Save schedule" }).click();
    await expect(page.getByTestId("schedule-sentence")).toContainText("Incremental every minute");
    await expect
      .poll(
        async () =>
          (await scheduledRuns(holdfast, database.id)).filter((run) => run.finishedAt).length,
        SLOT_WITHIN,
      )
      .toBeGreaterThanOrEqual(1);
    await holdfast.api.schedules.pause.mutate({
      databaseId: database.id,
      because: "the test looks at the set",
      until: null,
    });
    const [run] = await scheduledRuns(holdfast, database.id);
    const row = await holdfast.rows.run(run?.id ?? "");
    expect(row).toMatchObject({
      asked: "auto",
      trigger: "schedule",
      result: "incremental",
      setId: full.setId,
      lastTx: String(written.lastTx),
    });
    expect(await lab.verify(holdfast.inSet(database.slug, full.setId ?? "", "store"))).toEqual({
      ...written,
      consistent: true,
    });
  } finally {
    await lab.end();
  }
});
