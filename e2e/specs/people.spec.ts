import { startIdentityProvider } from "../../server/testing/identity-provider.ts";
import { expectAccessible } from "../harness/accessible.ts";
import { ADMINISTRATOR } from "../harness/administrator.ts";
import { fillSignIn, makePerson, PASSWORD, pageAs } from "../harness/people.ts";
import { expect, freshName, test } from "../harness/test.ts";

test.use({ expectedErrors: [/status of (400|401|403|409|429)/] });

test("somebody is invited by a link, becomes an operator, and is out at once when disabled", async ({
  page,
  browser,
  holdfast,
}) => {
  const name = freshName("Mary");
  const email = `${name.replaceAll(" ", ".").toLowerCase()}@holdfast.test`;
  await page.goto("/settings/people");
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("E-mail address").fill(email);
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  const link = await page.getByTestId("link").innerText();
  await page.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row).toContainText("Invited");

  const theirs = await pageAs(browser, holdfast, null);
  await theirs.goto(link);
  await theirs.getByLabel("New password", { exact: true }).fill(PASSWORD);
  await theirs.getByLabel("New password again").fill(PASSWORD);
  await theirs.getByRole("button", { name: "Set password and sign in" }).click();
  await expect(theirs.getByRole("link", { name: `Your account: ${name}, viewer` })).toBeVisible();

  await page.reload();
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Change role" }).click();
  await page
    .getByRole("dialog")
    .getByRole("radio", { name: /^Operator/ })
    .check();
  await page.getByRole("dialog").getByRole("button", { name: "Change role" }).click();
  await expect(row).toContainText("operator");
  await theirs.reload();
  await expect(theirs.getByRole("link", { name: `Your account: ${name}, operator` })).toBeVisible();

  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Disable" }).click();
  await expect(page.getByRole("dialog")).toContainText("Their sessions end at once");
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await expect(row).toContainText("Disabled");
  // the open page of theirs leaves by itself: its live connection was ended
  await expect(theirs).toHaveURL(/\/sign-in/, { timeout: 15_000 });
  const [user] = await holdfast.rows.query<{ id: string }>(
    `SELECT "id" FROM "User" WHERE "email" = $1`,
    [email],
  );
  expect(
    await holdfast.rows.query(`SELECT 1 FROM "Session" WHERE "userId" = $1`, [user?.id]),
  ).toEqual([]);
  const acts = await holdfast.rows.query<{ act: string }>(
    `SELECT "act" FROM "AuditEntry" WHERE "aboutId" = $1 ORDER BY "seq"`,
    [user?.id],
  );
  expect(acts.map(({ act }) => act)).toEqual(
    expect.arrayContaining([
      "people.invite",
      "people.sign-in",
      "people.changeRole",
      "people.disable",
    ]),
  );
  await theirs.context().close();
});

test("a viewer sees all and changes nothing: buttons say why, and the server refuses", async ({
  browser,
  holdfast,
  database,
  backUp,
}) => {
  const { setId } = await backUp("full");
  const viewer = await makePerson(holdfast, "viewer");
  const page = await pageAs(browser, holdfast, viewer);
  await page.goto(`/databases/${database.slug}`);
  const button = page.getByRole("button", { name: "Back up now", exact: true });
  await expect(button).toBeDisabled();
  await page
    .getByRole("note", { name: /Your role is viewer/ })
    .first()
    .focus();
  await expect(
    page.getByText("Your role is viewer: this takes an operator or an administrator."),
  ).toBeVisible();
  await page.goto(`/databases/${database.slug}/backups`);
  for (const name of ["Verify now", "Pin", "Check now"])
    await expect(
      page.getByRole("button", { name: `${name}: set ${setId}` }).first(),
    ).toBeDisabled();
  await page.goto("/databases");
  await expect(page.getByRole("button", { name: "Add database" })).toBeDisabled();
  await page.goto("/settings/people");
  await expect(page.getByText("Only administrators see who has an account")).toBeVisible();

  const api = await holdfast.apiAs(viewer);
  expect(await api.databases.list.query()).not.toEqual([]);
  const before = await holdfast.rows.runs(database.id);
  await expect(api.runs.start.mutate({ databaseId: database.id, asked: "full" })).rejects.toThrow(
    /your role, viewer/,
  );
  await expect(
    api.people.changeRole.mutate({ id: viewer.id, role: "administrator" }),
  ).rejects.toThrow(/takes an administrator/);
  const download = await page.request.get(`/api/restore/${setId}`);
  expect(download.status()).toBe(403);
  expect(await holdfast.rows.runs(database.id)).toEqual(before);
  await page.context().close();
});

test("one's own account: another name and password, and the other browser is signed out", async ({
  browser,
  holdfast,
}) => {
  const person = await makePerson(holdfast, "operator");
  const [here, there] = [
    await pageAs(browser, holdfast, person),
    await pageAs(browser, holdfast, person),
  ];
  await here.goto("/account");
  const name = freshName("Renamed");
  await here.getByRole("textbox", { name: "Name" }).fill(name);
  await here.getByRole("button", { name: "Save name" }).click();
  await expect(
    here.getByRole("link", { name: `Your account: ${name}, operator` }).first(),
  ).toBeVisible();
  const sessions = here.getByRole("region", { name: "Where you are signed in" });
  await expect(sessions.getByRole("listitem")).toHaveCount(2);
  await there.goto("/runs");
  await expect(there.getByRole("heading", { level: 1 })).toBeVisible();

  const password = here.getByRole("region", { name: "Password" });
  await password.getByLabel("Current password").fill("not it at all");
  await password.getByLabel("New password", { exact: true }).fill("an anchor of another make");
  await password.getByLabel("New password again").fill("an anchor of another make");
  await password.getByRole("button", { name: "Change password" }).click();
  await expect(password.getByRole("alert")).toContainText("not your password");
  await password.getByLabel("Current password").fill(person.password);
  await password.getByRole("button", { name: "Change password" }).click();
  await expect(password.getByRole("status")).toContainText("Your other sessions have ended");
  await expect(sessions.getByRole("listitem")).toHaveCount(1);
  await expect(there).toHaveURL(/\/sign-in\?next=%2Fruns/, { timeout: 15_000 });
  for (const page of [here, there]) await page.context().close();
});

test("the last administrator cannot lock everybody out", async ({ page, own }) => {
  await page.goto(`${own.url}/settings/people`);
  for (const [act, button] of [
    ["Disable", "Disable"],
    ["Remove", "Remove"],
  ] as const) {
    await page.getByRole("button", { name: `Actions for ${ADMINISTRATOR.name}` }).click();
    await page.getByRole("menuitem", { name: act }).click();
    const dialog = page.getByRole("dialog");
    if (act === "Remove") await dialog.getByLabel(/^Type/).fill(ADMINISTRATOR.name);
    await dialog.getByRole("button", { name: button, exact: true }).click();
    await expect(dialog.getByRole("alert")).toContainText("last administrator who can sign in");
    await dialog.getByRole("button", { name: "Keep it" }).click();
  }
  expect(await own.rows.query(`SELECT "role", "disabledAt" FROM "User"`)).toEqual([
    { role: "administrator", disabledAt: null },
  ]);
});

test("people come in by the identity provider, as its groups say", async ({
  page,
  browser,
  own,
}) => {
  const provider = await startIdentityProvider(
    [
      { sub: "s-ada", email: "ada@corp.test", name: "Ada", isVerified: true, groups: ["dba"] },
      { sub: "s-bob", email: "bob@corp.test", name: "Bob", isVerified: false },
    ],
    `${own.url}/api/auth/callback/oidc`,
  );
  await page.goto(`${own.url}/settings/people`);
  await page.getByRole("button", { name: "Set up single sign-on" }).click();
  await page.getByLabel("Issuer").fill(provider.issuer);
  await page.getByLabel("Client id").fill(provider.clientId);
  await page.getByLabel("Client secret").fill(provider.secret);
  await page.getByLabel("Words on the button").fill("Sign in with Corp");
  await page.getByLabel("Let in people who are not known here").check();
  await page.getByLabel("Only from these e-mail domains").fill("corp.test");
  await page.getByLabel("Claim that lists groups").fill("groups");
  await page.getByLabel("Roles of groups").fill("dba: operator");
  await page.getByRole("button", { name: "Save single sign-on" }).click();
  const panel = page.getByRole("region", { name: "Single sign-on" });
  await expect(panel).toContainText("dba: operator");
  await expect(panel).toContainText("kept sealed, never shown");

  const theirs = await pageAs(browser, own, null);
  await theirs.goto("/runs");
  await theirs.getByRole("button", { name: "Sign in with Corp" }).click();
  await theirs.getByRole("button", { name: "Go on as Bob" }).click();
  await expect(theirs.getByRole("alert").first()).toContainText(
    "has not verified your e-mail address",
  );
  await theirs.context().clearCookies();
  await theirs.goto("/runs");
  await theirs.getByRole("button", { name: "Sign in with Corp" }).click();
  await theirs.getByRole("button", { name: "Go on as Ada" }).click();
  await expect(theirs).toHaveURL(`${own.url}/runs`);
  await expect(theirs.getByRole("link", { name: "Your account: Ada, operator" })).toBeVisible();
  expect(
    await own.rows.query(`SELECT "email", "role" FROM "User" ORDER BY "createdAt" DESC LIMIT 1`),
  ).toEqual([{ email: "ada@corp.test", role: "operator" }]);
  await theirs.context().close();
  await provider.close();
});

test("somebody who is locked out after wrong passwords is let in again with a click", async ({
  page,
  browser,
  holdfast,
}) => {
  const person = await makePerson(holdfast, "viewer");
  const theirs = await pageAs(browser, holdfast, null);
  await theirs.goto("/sign-in");
  for (let wrong = 0; wrong < 5; wrong++) {
    await fillSignIn(theirs, person.email, `wrong, for the ${wrong}th time`);
    await expect(theirs.getByRole("alert").first()).toContainText("not right");
  }
  await fillSignIn(theirs, person.email, person.password);
  await expect(theirs.getByRole("alert").first()).toContainText("Too many attempts");

  await page.goto("/settings/people");
  const row = page.getByRole("row", { name: new RegExp(person.name) });
  await expect(row).toContainText("Locked out");
  await page.getByRole("button", { name: `Actions for ${person.name}` }).click();
  await page.getByRole("menuitem", { name: "Let in again" }).click();
  await expect(page.getByRole("dialog")).toContainText("make sure that it was they");
  await expectAccessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Let in again" }).click();
  await expect(row).not.toContainText("Locked out");

  await fillSignIn(theirs, person.email, person.password);
  await expect(
    theirs.getByRole("link", { name: `Your account: ${person.name}, viewer` }),
  ).toBeVisible();
  const acts = await holdfast.rows.query<{ act: string }>(
    `SELECT "act" FROM "AuditEntry" WHERE "aboutId" = $1 AND "act" = 'people.letIn'`,
    [person.id],
  );
  expect(acts).toHaveLength(1);
});
