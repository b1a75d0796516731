import type { Page } from "@playwright/test";
import { expectAccessible } from "../harness/accessible.ts";
import { Source } from "../harness/source.ts";
import { test as base, expect, portOfSource } from "../harness/test.ts";

/** `other`: a second server over the same store. */
const test = base.extend<{ other: Source }>({
  other: async ({ source }, use, info) => {
    expect(source.port).toBeGreaterThan(0); // the first one has its port by now
    const other = await Source.start(await portOfSource(info.parallelIndex));
    await use(other);
    await other.end();
  },
});

async function addAddress(page: Page, port: number): Promise<void> {
  await page.getByRole("button", { name: "Add an address" }).click();
  await page.getByLabel("Host of address 2").fill("127.0.0.1");
  await page.getByLabel("Backup port of address 2").fill(String(port));
}

test("a second address is added, each is tested, and when the first source stops the run succeeds over the second", async ({
  page,
  database,
  source,
  other,
  backUp,
  holdfast,
}) => {
  const at = (port: number) => `127.0.0.1:${port}`;
  await backUp("full");
  await page.goto(`/databases/${database.slug}/settings`);
  await addAddress(page, source.port);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("This address stands there twice")).toBeVisible();
  await page.getByLabel("Backup port of address 2").fill(String(other.port));

  await page.getByRole("button", { name: "Test connection" }).click();
  const answers = page.getByRole("region", { name: "Connection test" }).getByRole("listitem");
  await expect(answers).toHaveCount(2);
  await expect(answers.nth(0)).toContainText(`${at(source.port)} answers: Neo4j 2.3`);
  await expect(answers.nth(1)).toContainText(`${at(other.port)} answers: Neo4j 2.3`);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect
    .poll(() =>
      holdfast.rows.query(`SELECT "moreAddresses" FROM "Database" WHERE "id" = $1`, [database.id]),
    )
    .toEqual([{ moreAddresses: [{ host: "127.0.0.1", port: other.port }] }]);
  await expectAccessible(page);
  await expect(
    page.getByText(`neo4j-backup -from ha://${at(source.port)},${at(other.port)}`),
  ).toBeVisible();

  await source.down();
  other.gain(5);
  await page.goto(`/databases/${database.slug}`);
  await page.getByRole("button", { name: "Back up now", exact: true }).click();
  const last = page.getByRole("region", { name: "Last run" });
  await expect(last).toContainText("Incremental backup of 5 transactions");
  await expect(last).toContainText(`from ${at(other.port)}`);
  const facts = page.getByRole("region", { name: "Source" });
  await expect(facts).toContainText(`${at(source.port)}${at(other.port)}`);
  await last.getByRole("link").first().click();

  await expect(page.getByRole("region", { name: "Figures" })).toContainText(
    `From${at(other.port)}`,
  );
  await expect(page.getByRole("region", { name: "Log lines" })).toContainText(
    `${at(source.port)}: nothing listens on that port`,
  );
  const run = await holdfast.rows.ended(database.id, 2);
  expect(
    await holdfast.rows.query(`SELECT "address", "result" FROM "Run" WHERE "id" = $1`, [run.id]),
  ).toEqual([{ address: at(other.port), result: "incremental" }]);

  await page.goto("/databases");
  const row = page.getByRole("row").filter({ hasText: database.name });
  await expect(row.getByText(`${at(source.port)} +1`)).toHaveAttribute(
    "title",
    `Tried in this order: ${at(source.port)}, ${at(other.port)}`,
  );
  const [entry] = await holdfast.rows.query<{ before: string; after: string }>(
    `SELECT "before", "after" FROM "AuditEntry" WHERE "aboutId" = $1 AND "act" = 'databases.edit'`,
    [database.id],
  );
  expect(JSON.parse(entry?.before ?? "")).toEqual({ moreAddresses: [] });
  expect(JSON.parse(entry?.after ?? "")).toEqual({
    moreAddresses: [{ host: "127.0.0.1", port: other.port }],
  });
});

test("when no address serves the failure lists each with its own reason", async ({
  page,
  database,
  source,
  other,
  backUp,
  holdfast,
}) => {
  source.gain(4);
  await backUp("full");
  const { id, name, host, port, timeoutSeconds } = database;
  const moreAddresses = [{ host, port: other.port }];
  await holdfast.api.databases.edit.mutate({
    ...{ id, name, host, port, timeoutSeconds, moreAddresses },
  });
  await source.down();
  const failed = await backUp();
  expect(failed).toMatchObject({ state: "failed", errorCode: "server-behind" });
  await page.goto(`/runs/${failed.id}`);
  const each = page.getByRole("list", { name: "Each address" }).getByRole("listitem");
  await expect(each).toHaveText([
    new RegExp(`^127.0.0.1:${port}: nothing listens on that port`),
    new RegExp(`^127.0.0.1:${other.port}: the backup holds transactions that the server does not`),
  ]);
  await expect(page.getByRole("region", { name: "Failure" })).toContainText(
    "It may only lag behind the members that could not be reached",
  );
  await expectAccessible(page);
});

test("the order is changed in the form, and an address is taken out again", async ({
  page,
  database,
  other,
  holdfast,
}) => {
  await page.goto(`/databases/${database.slug}/settings`);
  await addAddress(page, other.port);
  await page.getByRole("button", { name: "Try address 2 earlier" }).click();
  await expect(page.getByLabel("Backup port", { exact: true })).toHaveValue(String(other.port));
  await expect(page.getByLabel("Backup port of address 2")).toHaveValue(String(database.port));
  await page.getByRole("button", { name: "Save changes" }).click();
  const saved = () =>
    holdfast.rows.query(`SELECT "port", "moreAddresses" FROM "Database" WHERE "id" = $1`, [
      database.id,
    ]);
  await expect
    .poll(saved)
    .toEqual([{ port: other.port, moreAddresses: [{ host: "127.0.0.1", port: database.port }] }]);
  await expect(page.getByRole("status").filter({ hasText: "Saved" })).toBeVisible();
  await page.getByRole("button", { name: "Remove address 2" }).click();
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect.poll(saved).toEqual([{ port: other.port, moreAddresses: [] }]);
});
