import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { root } from "../../scripts/settings.ts";
import { expectAccessible } from "../harness/accessible.ts";
import { ADMINISTRATOR } from "../harness/administrator.ts";
import { codeOf } from "../harness/authenticator.ts";
import { fillSignIn, makePerson, PASSWORD } from "../harness/people.ts";
import { expect, test } from "../harness/test.ts";

const run = promisify(execFile);

test.use({
  storageState: { cookies: [], origins: [] },
  expectedErrors: [/status of (400|401|403|404|409|429)/],
});

test.describe("a fresh installation", () => {
  test.use({ ownIsSetUp: false });

  test("the first visitor makes the administrator; there is no default password, and no second first", async ({
    page,
    own,
  }) => {
    await page.goto(`${own.url}/databases?sort=name`);
    await expect(page).toHaveURL(`${own.url}/setup`);
    await expectAccessible(page);
    await page.getByLabel("Name").fill("Grace Hopper");
    await page.getByLabel("E-mail address").fill("Grace@Navy.test");
    const [password, again] = [
      page.getByLabel("New password", { exact: true }),
      page.getByLabel("New password again"),
    ];
    const create = page.getByRole("button", { name: "Create administrator" });
    await password.fill("administrator1");
    await again.fill("administrator1");
    await create.click();
    await expect(page.getByRole("alert").first()).toContainText("tried first");
    await password.fill(PASSWORD);
    await again.fill(`${PASSWORD}!`);
    await create.click();
    await expect(page.getByRole("alert").first()).toContainText("not the same");
    expect(await own.rows.query(`SELECT 1 FROM "User"`)).toEqual([]);
    await again.fill(PASSWORD);
    await create.click();
    await expect(
      page.getByRole("heading", { level: 1, name: "No database is backed up yet" }),
    ).toBeVisible();
    const users = await own.rows.query(`SELECT "name", "email", "role" FROM "User"`);
    expect(users).toEqual([
      { name: "Grace Hopper", email: "grace@navy.test", role: "administrator" },
    ]);
    const [account] = await own.rows.query<{ password: string }>(
      `SELECT "password" FROM "Account"`,
    );
    expect(account?.password).not.toContain(PASSWORD);

    await page.goto(`${own.url}/setup`);
    await expect(page).toHaveURL(`${own.url}/`);
    const nobody = await own.apiAs(null);
    await expect(
      nobody.people.setUp.mutate({ name: "Second", email: "second@navy.test", password: PASSWORD }),
    ).rejects.toThrow(/has an administrator already/);
  });
});

test("pages lead to sign-in and back to where one was going; sign-out ends the session on the server", async ({
  page,
  holdfast,
}) => {
  await page.goto("/runs?state=failed");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fruns%3Fstate%3Dfailed$/);
  await expectAccessible(page);
  await fillSignIn(page, ADMINISTRATOR.email, "not the password");
  await expect(page.getByRole("alert").first()).toHaveText(
    "E-mail address or password is not right.",
  );
  await fillSignIn(page, ADMINISTRATOR.email.toUpperCase(), ADMINISTRATOR.password);
  await expect(page).toHaveURL(/\/runs\?state=failed$/);
  const cookies = await page.context().cookies();
  const session = cookies.find(({ name }) => name === "holdfast.session_token");
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax" });

  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  const answer = await fetch(`${holdfast.url}/api/trpc/people.me`, {
    headers: { cookie: `${session?.name}=${session?.value}` },
  });
  expect(answer.status).toBe(401);
  await page.goto("/settings/people");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
});

test("a link to the sign-in page cannot send anybody to another site", async ({
  page,
  holdfast,
}) => {
  const person = await makePerson(holdfast, "viewer");
  for (const next of [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/%5Cevil.example",
    "javascript:alert(1)",
  ]) {
    await page.context().clearCookies();
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await fillSignIn(page, person.email, person.password);
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    expect(new URL(page.url()).origin).toBe(holdfast.url);
  }
});

test("after five wrong passwords the right one waits too, and the server's command lets in again", async ({
  page,
  holdfast,
}) => {
  const person = await makePerson(holdfast, "operator");
  await page.goto("/sign-in");
  for (let wrong = 0; wrong < 5; wrong++) {
    await fillSignIn(page, person.email, `wrong, for the ${wrong}th time`);
    await expect(page.getByRole("alert").first()).toContainText("not right");
  }
  await fillSignIn(page, person.email, person.password);
  await expect(page.getByRole("alert").first()).toContainText(
    /Too many attempts that failed: wait \d+ seconds/,
  );
  const refusals = await holdfast.rows.query(
    `SELECT 1 FROM "AuditEntry" WHERE "act" = 'people.sign-in' AND "outcome" = 'refused' AND "whoName" = $1`,
    [person.email],
  );
  expect(refusals).toHaveLength(6);

  const { stdout } = await run(
    process.execPath,
    ["--import", "tsx", "scripts/reset-password.ts", person.email, "--address", holdfast.url],
    { cwd: root, env: { ...process.env, HOLDFAST_DATA: holdfast.dataDirectory } },
  );
  const link = /https?:\S+#\S+/.exec(stdout)?.[0] ?? "";
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Set a new password" })).toBeVisible();
  await page.getByLabel("New password", { exact: true }).fill("another anchor, deeper still");
  await page.getByLabel("New password again").fill("another anchor, deeper still");
  await page.getByRole("button", { name: "Set password and sign in" }).click();
  await expect(
    page.getByRole("link", { name: `Your account: ${person.name}, operator` }),
  ).toBeVisible();
  await page.context().clearCookies();
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This link does not work" })).toBeVisible();
});

test("a second factor is set up with an app, and sign-in asks for its code or a recovery code", async ({
  page,
  holdfast,
}) => {
  const person = await makePerson(holdfast, "operator");
  await page.goto("/sign-in?next=/account");
  await fillSignIn(page, person.email, person.password);
  const panel = page.getByRole("region", { name: "Second factor" });
  // a click before the page is alive is lost
  await expect(async () => {
    await panel.getByRole("button", { name: "Turn on" }).click({ timeout: 1_000 });
    await expect(panel.getByLabel("Your password")).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await panel.getByLabel("Your password").fill(person.password);
  await panel.getByRole("button", { name: "Continue" }).click();
  await expect(panel.getByRole("img", { name: "Picture for the authenticator app" })).toBeVisible();
  const key = await panel.locator("code").innerText();
  await panel.getByLabel("Code").fill("000000");
  await panel.getByRole("button", { name: "Turn on" }).click();
  await expect(panel.getByRole("alert")).toContainText("not right");
  await panel.getByLabel("Code").fill(codeOf(key));
  const connectedAgain = page.waitForResponse((answer) => answer.url().includes("runs.watchAll"));
  await panel.getByRole("button", { name: "Turn on" }).click();
  const items = panel.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(items).toHaveCount(10);
  const codes = await items.allInnerTexts();
  // the session of before is over, with its live connection; the codes stay until they are kept
  await connectedAgain;
  await expect(items).toHaveCount(10);
  await panel.getByLabel("I have kept them").check();
  await panel.getByRole("button", { name: "Done" }).click();
  await expect(panel.getByText("On", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await fillSignIn(page, person.email, person.password);
  await expect(page.getByRole("heading", { name: "Second step" })).toBeVisible();
  await page.goto("/runs");
  await expect(page).toHaveURL(/\/sign-in/); // half a sign-in is none
  await fillSignIn(page, person.email, person.password);
  await page.getByLabel("Code").fill(codeOf(key));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/runs$/);

  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await fillSignIn(page, person.email, person.password);
  await page.getByRole("button", { name: "Use a recovery code" }).click();
  await page.getByLabel("Recovery code").fill(codes[3] ?? "");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  const [user] = await holdfast.rows.query(
    `SELECT "twoFactorEnabled" FROM "User" WHERE "id" = $1`,
    [person.id],
  );
  expect(user).toEqual({ twoFactorEnabled: true });
});
