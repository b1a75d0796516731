import { expectAccessible } from "../harness/accessible.ts";
import { expect, test } from "../harness/test.ts";

test("the version, format and dialect of a store stand with what they mean: on its page, on a set and where it is restored", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  const { setId } = await backUp("full");
  await page.goto(`/databases/${database.slug}`);
  const source = page.getByRole("region", { name: "Source" });
  await expect(source).toContainText("VersionNeo4j 2.3");
  await expect(source).toContainText("Store formatv0.A.6");
  await expect(source).toContainText("Wire dialect1, spoken by Neo4j 2.2 to 3.0");
  await expect(source).toContainText(
    "A restore opens with Neo4j 2.3; a later one has to be told to upgrade it.",
  );
  await expect(source).toContainText("The consistency check reads its records.");

  await page.goto(`/databases/${database.slug}/backups`);
  const set = page.getByRole("article", { name: `Backup set ${setId}` });
  await expect(set.getByTestId("store-format")).toHaveText(
    /^Store format v0\.A\.6, received in dialect 1, spoken by Neo4j 2\.2 to 3\.0\. A restore opens/,
  );
  await expectAccessible(page);

  // as it is for a format whose records cannot be read without Neo4j
  await holdfast.rows.query(
    `UPDATE "BackupSet" SET "storeVersion" = 'v9.Z.9', "check" = NULL, "checkedAt" = NULL, "checkOk" = NULL, "checkLastTx" = NULL WHERE "id" = $1 AND "databaseId" = $2`,
    [setId, database.id],
  );
  await page.reload();
  await expect(set.getByTestId("store-format")).toContainText("Its records are not looked at");
  await expect(set).toContainText("Consistency: not looked at");
  await expect(set.getByRole("button", { name: `Check now: set ${setId}` })).toBeDisabled();

  // what is restored is what lies on disk
  await page.goto(`/databases/${database.slug}/restore`);
  await expect(page.getByTestId("store-format")).toContainText("Store format v0.A.6");
  await expect(page.getByTestId("store-format")).toContainText("A restore opens with Neo4j 2.3");
});

test("a saved schedule that leaves more time between backups than the source keeps logs for is warned of on the database's page", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  await backUp("full");
  await holdfast.rows.query(`UPDATE "Database" SET "logRetention" = '24 hours' WHERE "id" = $1`, [
    database.id,
  ]);
  await page.goto(`/databases/${database.slug}/schedule`);
  await page.getByLabel("Incremental, cron").fill("0 3 * * 0");
  await page.getByRole("button", { name: "Save schedule" }).click();
  await expect
    .poll(() =>
      holdfast.rows.query(`SELECT "incrementalCron" FROM "Schedule" WHERE "databaseId" = $1`, [
        database.id,
      ]),
    )
    .toEqual([{ incrementalCron: "0 3 * * 0" }]);
  await page.goto(`/databases/${database.slug}`);
  const warning = page.getByRole("note", { name: "Schedule and log window" });
  await expect(warning).toContainText("7 days between incremental backups is");
  await expect(warning).toContainText('keeps "24 hours" of its logs');
  await expectAccessible(page);
});
