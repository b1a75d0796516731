import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "../../scripts/settings.ts";
import { expectAccessible } from "../harness/accessible.ts";
import { ADMINISTRATOR } from "../harness/administrator.ts";
import { expect, test } from "../harness/test.ts";

test("the recovery key asks for the password, is shown once, and the audit knows", async ({
  page,
  holdfast,
}) => {
  await page.goto("/settings/security");
  const secrets = page.getByRole("region", { name: "Secrets" });
  await expect(secrets).toContainText("Readable");
  await expectAccessible(page);
  await secrets.getByRole("button", { name: "Show recovery key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Your password").fill("not it");
  await dialog.getByRole("button", { name: "Show it" }).click();
  await expect(dialog).toContainText("this is not your password");
  await dialog.getByLabel("Your password").fill(ADMINISTRATOR.password);
  await dialog.getByRole("button", { name: "Show it" }).click();
  const shown = dialog.getByLabel("Recovery key", { exact: true });
  await expect(shown).toHaveText(/^([0-9A-Z]{4}-\u200b?){13}[0-9A-Z]{4}$/);
  const key = (await shown.textContent())?.replaceAll("\u200b", "") ?? "";
  await dialog.getByRole("button", { name: "I have kept it" }).click();
  await expect(page.getByText(key)).toHaveCount(0);

  const entries = await holdfast.rows.query<{ outcome: string; all: string }>(
    `SELECT "outcome", "AuditEntry"::text AS all FROM "AuditEntry" WHERE "act" = 'security.showRecoveryKey' ORDER BY "seq"`,
  );
  expect(entries.slice(-2).map(({ outcome }) => outcome)).toEqual(["refused", "ok"]);
  for (const { all } of entries) {
    expect(all).not.toContain(key.slice(0, 9));
    expect(all).not.toContain(ADMINISTRATOR.password);
  }
  expect(holdfast.log()).not.toContain(key);
  expect(holdfast.log()).not.toContain(ADMINISTRATOR.password);
});

test("without the master key the console says so and works; the recovery key brings it back", async ({
  page,
  own,
}) => {
  const file = path.join(own.dataDirectory, "master.key");
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  const { recoveryKey } = await own.api.security.showRecoveryKey.mutate({
    password: ADMINISTRATOR.password,
  });
  fs.renameSync(file, `${file}.away`);

  await page.goto(own.url);
  const banner = page.getByRole("alert").filter({ hasText: "Secrets cannot be read" });
  await banner.getByRole("link", { name: "Settings, Security" }).click();
  const secrets = page.getByRole("region", { name: "Secrets" });
  await expect(secrets.getByRole("alert")).toContainText("Cannot be read");
  await expect(secrets.getByRole("alert")).toContainText("Backups, schedules and restores go on");
  await own.api.databases.add.mutate({
    name: "Works",
    host: "127.0.0.1",
    port: 6362,
    timeoutSeconds: 5,
  });
  expect(fs.existsSync(file)).toBe(false);

  const field = secrets.getByLabel("Recovery key");
  await field.fill(`${recoveryKey.slice(0, -4)}0000`);
  await secrets.getByRole("button", { name: "Put the key back" }).click();
  await expect(secrets).toContainText("a letter is wrong or two are swapped");
  await field.fill(recoveryKey.toLowerCase().replaceAll("-", " "));
  await secrets.getByRole("button", { name: "Put the key back" }).click();
  await expect(secrets).toContainText("Readable");
  await page.goto(own.url);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(banner).toHaveCount(0);
  expect(fs.readFileSync(file, "utf8")).toBe(fs.readFileSync(`${file}.away`, "utf8"));

  const byCommand = (input: string) =>
    spawnSync(process.execPath, ["--import", "tsx", "scripts/restore-key.ts"], {
      cwd: root,
      input,
      encoding: "utf8",
      env: { ...process.env, HOLDFAST_DATA: own.dataDirectory, DATABASE_URL: "" },
    });
  fs.rmSync(file);
  expect(byCommand("not a key")).toMatchObject({ status: 1 });
  expect(fs.existsSync(file)).toBe(false);
  expect(byCommand(recoveryKey)).toMatchObject({
    status: 0,
    stdout: "Secrets can be read again.\n",
  });
  expect(fs.readFileSync(file, "utf8")).toBe(fs.readFileSync(`${file}.away`, "utf8"));
});

test("the lists of where Holdfast connects to are saved, tried and obeyed", async ({
  page,
  own,
}) => {
  await page.goto(`${own.url}/settings/security`);
  const reach = page.getByRole("region", { name: "Where Holdfast connects to" });
  const trial = async (address: string, kind: string): Promise<void> => {
    await reach.getByLabel("Try an address").fill(address);
    await reach.getByLabel("as", { exact: true }).selectOption({ label: kind });
    await reach.getByRole("button", { name: "Try" }).click();
  };
  await trial("127.0.0.1:9000", "a webhook");
  await expect(reach).toContainText("an administrator can allow it");
  await reach.getByLabel("Webhooks may also go to").fill("127.0.0.0/8");
  await reach.getByLabel("Sources may only lie in").fill("10.0.0");
  await reach.getByRole("button", { name: "Save lists" }).click();
  await expect(reach.getByRole("alert")).toContainText('"10.0.0" is no address and no network');
  await reach.getByLabel("Sources may only lie in").fill("10.1.0.0/16");
  await reach.getByRole("button", { name: "Save lists" }).click();
  await expect
    .poll(() => own.rows.query(`SELECT "sourcesOnly", "webhookAllow" FROM "ReachPolicy"`))
    .toEqual([{ sourcesOnly: ["10.1.0.0/16"], webhookAllow: ["127.0.0.0/8"] }]);
  await expect(reach, "what was tried is asked again").toContainText("Allowed");
  await trial("127.0.0.1:9000", "a webhook");
  await expect(reach).toContainText("Allowed");
  await trial("127.0.0.1:6362", "a source");
  await expect(reach).toContainText("not among the hosts and networks");
  await expect(
    own.api.databases.add.mutate({ name: "Out", host: "127.0.0.1", port: 6362, timeoutSeconds: 5 }),
  ).rejects.toThrow(/not among the hosts/);
});
