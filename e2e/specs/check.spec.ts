import { createHash } from "node:crypto";
import fs from "node:fs";
import { expect, test } from "../harness/test.ts";

test("check now gives a verdict, with what was looked at and what was not", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  await page.goto(`/databases/${database.slug}/settings`);
  await page.getByLabel("Not with backups").check();
  await page.getByRole("button", { name: "Save checks" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  const { setId } = await backUp("full");
  await page.goto(`/databases/${database.slug}/backups`);
  const consistency = page.getByRole("region", { name: `Consistency of set ${setId}` });
  await expect(consistency).toContainText("Consistency: not checked yet");
  await consistency.getByRole("button", { name: /^Check now/ }).click();
  await expect(consistency).toContainText("Consistency: consistent", { timeout: 30_000 });
  expect(await holdfast.rows.ended(database.id, 2)).toMatchObject({
    asked: "check",
    state: "succeeded",
    result: "checked",
    setId,
  });
  await consistency.getByText("What the check looked at").click();
  await expect(consistency).toContainText("Not checked");
});

test("an inconsistent set is marked, its findings can be read and saved", async ({
  page,
  database,
  backUp,
  holdfast,
}) => {
  const { setId } = await backUp("full");
  const file = holdfast.inSet(database.slug, setId ?? "", "store", "neostore.relationshipstore.db");
  const bytes = fs.readFileSync(file);
  bytes.fill(0, 34, 340); // ten relationships are gone whose nodes still lead to them
  fs.writeFileSync(file, bytes);
  vouchFor(holdfast.inSet(database.slug, setId ?? "", "manifest.json"), bytes);
  await page.goto(`/databases/${database.slug}/backups`);
  const set = page.getByRole("article", { name: `Backup set ${setId}`, exact: true });
  await set.getByRole("button", { name: /^Check now/ }).click();
  await expect(set).toContainText("Consistency: inconsistent", { timeout: 30_000 });
  await expect(set.getByRole("heading")).toContainText("Inconsistent");
  await expect(set.getByRole("table", { name: /^Findings:/ }).first()).toContainText("neostore.");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    set.getByRole("button", { name: "Export JSON" }).click(),
  ]);
  const exported = JSON.parse(fs.readFileSync(await download.path(), "utf8"));
  expect(exported).toMatchObject({ set: setId, ok: false });
  expect(exported.findings.length).toBeGreaterThan(0);
  await page.goto("/");
  await expect(page.getByRole("region", { name: "Needs attention" })).toContainText(database.name);
  expect(await holdfast.rows.ended(database.id, 2)).toMatchObject({ errorCode: "inconsistent" });
});

/** The manifest says that these are the bytes that were written: as if the source itself were inconsistent. */
function vouchFor(manifestPath: string, bytes: Buffer): void {
  const manifest = JSON.parse(fs.readFileSync(manifestPath, "utf8"));
  const file = manifest.files.find(
    (one: { path: string }) => one.path === "neostore.relationshipstore.db",
  );
  file.sha256 = createHash("sha256").update(bytes).digest("hex");
  fs.writeFileSync(manifestPath, JSON.stringify(manifest));
}
