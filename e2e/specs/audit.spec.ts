import fs from "node:fs";
import { expectAccessible } from "../harness/accessible.ts";
import { ADMINISTRATOR, cookieHeader, signInByRequest } from "../harness/administrator.ts";
import { makePerson, pageAs } from "../harness/people.ts";
import { expect, freshName, test } from "../harness/test.ts";

const WHO = `${ADMINISTRATOR.name} (${ADMINISTRATOR.email})`;

test("a change is in the audit with who, what, before and after, and its row says the same", async ({
  page,
  holdfast,
  database,
}) => {
  await page.goto(`/databases/${database.slug}/settings`);
  await page.getByLabel("Backup port").fill("6999");
  await page.getByRole("button", { name: "Save" }).first().click();
  await expect
    .poll(async () =>
      holdfast.rows.query(`SELECT "port" FROM "Database" WHERE "id" = $1`, [database.id]),
    )
    .toEqual([{ port: 6999 }]);

  await page.goto(`/settings/audit?about=${encodeURIComponent(database.name)}`);
  const entry = page.getByRole("row").filter({ hasText: "Changed a database" });
  await expect(entry).toContainText(database.name);
  await expect(entry).toContainText(WHO);
  await expect(entry).toContainText("Done");
  await entry.getByRole("button", { name: "Changed a database" }).click();
  const changes = page.getByRole("table", { name: "What changed" });
  const port = changes.getByRole("row").filter({ hasText: "port" });
  await expect(port.getByRole("deletion")).toHaveText(String(database.port));
  await expect(port.getByRole("insertion")).toHaveText("6999");
  await expectAccessible(page);

  const [row] = await holdfast.rows.query(
    `SELECT "whoName", "outcome", "before", "after", "address" FROM "AuditEntry" WHERE "aboutId" = $1 AND "act" = 'databases.edit'`,
    [database.id],
  );
  expect(row).toMatchObject({ whoName: WHO, outcome: "ok" });
  expect(JSON.parse(row?.after as string)).toEqual({ port: 6999 });
  expect(row?.address).toMatch(/127\.0\.0\.1|::1/);
});

test("sign-ins are there, those that failed with what was typed and from where", async ({
  page,
  holdfast,
}) => {
  const email = `${freshName("eve").replace(" ", "-").toLowerCase()}@example.org`;
  await expect(signInByRequest(holdfast.url, { email, password: "wrong horse" })).rejects.toThrow();
  await page.goto("/settings/audit?act=people.sign-in&outcome=refused");
  const entry = page.getByRole("row").filter({ hasText: email });
  await expect(entry).toContainText("Refused");
  await expect(entry).toContainText(/127\.0\.0\.1|::1/);
  await expect(page.getByLabel("Act", { exact: true })).toHaveValue("people.sign-in");
});

test("a sign-out is there too, and the session is over", async ({ holdfast }) => {
  const person = await makePerson(holdfast, "viewer");
  const session = cookieHeader(await signInByRequest(holdfast.url, person));
  const answer = await fetch(`${holdfast.url}/api/auth/sign-out`, {
    method: "POST",
    headers: { ...session, "content-type": "application/json", origin: holdfast.url },
    body: "{}",
  });
  expect(answer.status).toBe(200);
  const after = await fetch(`${holdfast.url}/api/trpc/people.me`, { headers: session });
  expect(after.status).toBe(401);
  const acts = await holdfast.rows.query<{ act: string }>(
    `SELECT "act" FROM "AuditEntry" WHERE "whoId" = $1 ORDER BY "seq"`,
    [person.id],
  );
  expect(acts.map(({ act }) => act)).toEqual(["people.sign-in", "people.sign-out"]);
});

test("filters are in the address, older entries come page by page, and the export holds what is filtered", async ({
  page,
  holdfast,
}) => {
  const wrong = { name: "", host: "127.0.0.1", port: 1, timeoutSeconds: 1 };
  for (let count = 0; count < 60; count++)
    await holdfast.api.databases.add.mutate(wrong).catch(() => undefined);
  await page.goto("/settings/audit");
  await page.getByLabel("Act", { exact: true }).selectOption({ label: "Added a database" });
  await page.getByLabel("Outcome").selectOption({ label: "Refused" });
  await expect(page).toHaveURL(/act=databases\.add&outcome=refused/);
  const rows = page.getByRole("table", { name: "Audit" }).getByRole("row");
  await expect(rows).toHaveCount(51);
  await page.getByRole("button", { name: "Show older entries" }).click();
  await expect.poll(() => rows.count()).toBeGreaterThan(60);
  await expect(rows.filter({ hasText: "Done" })).toHaveCount(0);

  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^holdfast-audit-\d{4}-\d\d-\d\d\.csv$/);
  const lines = fs
    .readFileSync(await download.path(), "utf8")
    .trimEnd()
    .split("\r\n");
  const [{ count } = { count: 0 }] = await holdfast.rows.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM "AuditEntry" WHERE "act" = 'databases.add' AND "outcome" = 'refused'`,
  );
  expect(lines.length - 1).toBe(count);
  expect(lines.slice(1).every((line) => line.includes('"databases.add"'))).toBe(true);
});

test("a name that spreadsheets would run as a formula is exported as text", async ({
  page,
  holdfast,
}) => {
  const name = `=${freshName("HYPERLINK")}`;
  await holdfast.api.databases.add.mutate({
    name,
    host: "127.0.0.1",
    port: 6362,
    timeoutSeconds: 5,
  });
  const answer = await page.request.get(
    `${holdfast.url}/api/audit?format=csv&about=${encodeURIComponent(name)}`,
  );
  expect(answer.headers()["content-disposition"]).toContain("attachment");
  expect(await answer.text()).toContain(`"'${name}"`);
  const json = await page.request.get(
    `${holdfast.url}/api/audit?format=json&about=${encodeURIComponent(name)}`,
  );
  expect((await json.json())[0].about.name).toBe(name);
});

test("only an administrator gets at it, on the page, in the procedures and as a file", async ({
  browser,
  holdfast,
}) => {
  const nobody = await holdfast.apiAs(null);
  await expect(nobody.audit.list.query({})).rejects.toThrow(/sign in first/);
  const file = await fetch(`${holdfast.url}/api/audit?format=csv`);
  expect(file.status).toBe(401);

  const operator = await makePerson(holdfast, "operator");
  const api = await holdfast.apiAs(operator);
  await expect(api.audit.list.query({})).rejects.toThrow(/your role, operator/);
  await expect(api.audit.wholeChain.query()).rejects.toThrow(/your role, operator/);
  await expect(
    api.security.showRecoveryKey.mutate({ password: operator.password }),
  ).rejects.toThrow(/your role, operator/);
  const page = await pageAs(browser, holdfast, operator);
  for (const where of ["/settings/audit", "/settings/security"]) {
    await page.goto(where);
    await expect(page.getByText("is for administrators")).toBeVisible();
    await expect(
      page.getByText("Your role is operator: this takes an administrator"),
    ).toBeVisible();
  }
  const theirs = await page.request.get(`${holdfast.url}/api/audit?format=json`);
  expect(theirs.status()).toBe(403);
  expect(await theirs.text()).not.toContain("whoName");

  await expect(
    api.databases.add.mutate({ name: "No", host: "127.0.0.1", port: 1, timeoutSeconds: 1 }),
  ).rejects.toThrow(/your role/);
  expect(
    await holdfast.rows.query(
      `SELECT "outcome", "reason" FROM "AuditEntry" WHERE "act" = 'databases.add' AND "whoId" = $1`,
      [operator.id],
    ),
  ).toMatchObject([{ outcome: "refused", reason: expect.stringContaining("your role") }]);
});

test("an entry that was changed past Holdfast shows, in the newest and in all", async ({
  page,
  own,
}) => {
  for (let count = 0; count < 3; count++)
    await own.api.databases.add.mutate({
      name: freshName("Chained"),
      host: "127.0.0.1",
      port: 6362,
      timeoutSeconds: 5,
    });
  await page.goto(`${own.url}/settings/audit`);
  const chain = page.getByRole("region", { name: "Audit chain" });
  await expect(chain).toContainText("Unbroken");
  await expect(own.rows.query(`DELETE FROM "AuditEntry"`)).rejects.toThrow(/only ever added/);

  await own.rows.query(`ALTER TABLE "AuditEntry" DISABLE TRIGGER ALL`);
  const [changed] = await own.rows.query<{ seq: string }>(
    `UPDATE "AuditEntry" SET "aboutName" = 'Innocent' WHERE "seq" = (SELECT max("seq") - 1 FROM "AuditEntry") RETURNING "seq"`,
  );
  await own.rows.query(`ALTER TABLE "AuditEntry" ENABLE TRIGGER ALL`);
  await page.reload();
  await expect(chain.getByRole("alert")).toContainText(
    `Entry ${changed?.seq}: the entry was changed after it was written`,
  );
  await chain.getByRole("button", { name: "Verify all entries" }).click();
  await expect(chain).toContainText("Broken");
});
