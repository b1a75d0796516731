import { verify } from "neo4j-backup";
import { BASE_END_TX } from "../harness/source.ts";
import { expect, test } from "../harness/test.ts";

test("a failure says what happened, what is safe and what to do; its retry succeeds", async ({
  page,
  database,
  source,
  backUp,
  holdfast,
}) => {
  const { setId } = await backUp("full");
  source.gain(4);
  await source.down();
  await page.goto(`/databases/${database.slug}`);
  await page.getByRole("button", { name: "Back up now", exact: true }).click();
  const last = page.getByRole("region", { name: "Last run" });
  await expect(last).toContainText("Nothing listens on that port");
  await last.getByRole("link", { name: /failed/ }).click();

  const failure = page.getByRole("region", { name: "Failure" });
  await expect(failure.getByRole("term")).toHaveText(["What happened", "Still safe", "What to do"]);
  await expect(failure).toContainText("online_backup_enabled");
  await expect(failure).toContainText("connect-refused");
  const failed = await holdfast.rows.ended(database.id, 2);
  expect(failed).toMatchObject({ state: "failed", errorCode: "connect-refused" });
  expect(holdfast.setDirectories(database.slug)).toEqual([setId]);

  await source.up();
  await page.getByRole("button", { name: "Retry" }).click();
  await expect(
    page.getByRole("heading", { name: /^Incremental backup of 4 transactions/ }),
  ).toBeVisible();
  const retried = await holdfast.rows.ended(database.id, 3);
  expect(retried).toMatchObject({ trigger: "retry", retryOf: failed.id, result: "incremental" });
  await page.getByRole("link", { name: "run before" }).click();
  await page.getByRole("link", { name: "See the retry" }).click();
  await expect(page).toHaveURL(new RegExp(`/runs/${retried.id}$`));
});

test("a connection that is cut in the middle leaves nothing half-made", async ({
  page,
  database,
  source,
  holdfast,
}) => {
  source.cut(20);
  await page.goto(`/databases/${database.slug}`);
  await page.getByRole("button", { name: "Back up now", exact: true }).click();
  const last = page.getByRole("region", { name: "Last run" });
  await expect(last).toContainText("The connection was closed in the middle of the answer");
  expect(await holdfast.rows.ended(database.id)).toMatchObject({ errorCode: "closed-early" });
  expect(holdfast.setDirectories(database.slug)).toEqual([]);
  await expect(page.getByText("Never backed up; nothing can be restored yet.")).toBeVisible();

  source.recover();
  await page.getByRole("button", { name: "Back up now", exact: true }).click();
  await expect(last).toContainText("Full backup made");
  expect(holdfast.setDirectories(database.slug)).toHaveLength(1);
});

test("a server that falls silent ends the run after the silence time-out", async ({
  page,
  database,
  source,
  holdfast,
}) => {
  const { id, name, host, port } = database;
  await holdfast.api.databases.edit.mutate({ id, name, host, port, timeoutSeconds: 2 });
  source.freeze();
  await page.goto(`/databases/${database.slug}`);
  await page.getByRole("button", { name: "Back up now", exact: true }).click();
  await expect(page.getByRole("region", { name: "Last run" })).toContainText(
    "The server stopped sending",
  );
  const run = await holdfast.rows.ended(database.id);
  expect(run).toMatchObject({ state: "failed", errorCode: "read-timeout" });
  expect(Number(run.finishedAt) - Number(run.startedAt)).toBeGreaterThan(2_000);
});

test("pruned logs fall back to full, with the reason, and the older set still verifies", async ({
  page,
  database,
  source,
  backUp,
  holdfast,
}) => {
  const { setId } = await backUp("full");
  const older = setId ?? "";
  source.gain(8);
  await source.prune(BASE_END_TX + 4);
  await page.goto(`/databases/${database.slug}`);
  await page.getByRole("button", { name: "Back up now", exact: true }).click();
  await page.getByRole("link", { name: /^Fell back to a full backup/ }).click();
  await expect(
    page.getByText(/^The server no longer has the transactions that follow this backup/).first(),
  ).toBeVisible();
  const run = await holdfast.rows.ended(database.id, 2);
  expect(run).toMatchObject({ asked: "auto", state: "succeeded", result: "fell-back-to-full" });
  expect(run.reason).toContain("no longer has the transactions");

  await page.goto(`/databases/${database.slug}/backups`);
  const sets = page.getByRole("article", { name: /^Backup set/ });
  await expect(sets).toHaveCount(2);
  await expect(sets.first()).toContainText("Made instead of an incremental: The server no longer");
  await expect(
    page.getByRole("article", { name: `Backup set ${older}`, exact: true }),
  ).toContainText("Good");
  expect(holdfast.setDirectories(database.slug)).toEqual([run.setId, older]);
  const verdict = await verify(holdfast.inSet(database.slug, older, "store"), {
    manifestPath: holdfast.inSet(database.slug, older, "manifest.json"),
  });
  expect(verdict).toMatchObject({ ok: true, findings: [] });
});

test("with pruned logs, incremental only fails and changes nothing", async ({
  page,
  database,
  source,
  backUp,
  holdfast,
}) => {
  await backUp("full");
  source.gain(8);
  await source.prune(BASE_END_TX + 4);
  const run = await backUp("incremental");
  expect(run).toMatchObject({ state: "failed", errorCode: "transactions-missing" });
  expect(holdfast.setDirectories(database.slug)).toHaveLength(1);
  await page.goto(`/runs/${run.id}`);
  await expect(page.getByRole("button", { name: "Full backup instead" })).toBeVisible();
  await page.goto("/");
  await expect(
    page.getByRole("listitem").filter({ hasText: database.name }).getByText("Failed"),
  ).toBeVisible();
});
