import type { Browser, Page } from "@playwright/test";
import type { Role } from "../../server/actor.ts";
import { signInByRequest } from "./administrator.ts";
import type { Installation } from "./installation.ts";
import { freshName } from "./test.ts";

export const PASSWORD = "an anchor, well buried";

export interface MadePerson {
  id: string;
  name: string;
  email: string;
  password: string;
}

/** Somebody with a password, made past the browser. */
export async function makePerson(holdfast: Installation, role: Role): Promise<MadePerson> {
  const name = freshName("Person");
  const email = `${name.replaceAll(" ", ".").toLowerCase()}@holdfast.test`;
  const { id, link } = await holdfast.api.people.invite.mutate({ name, email, role });
  const token = link.path.split("#")[1] ?? "";
  const nobody = await holdfast.apiAs(null);
  await nobody.people.redeemLink.mutate({ token, password: PASSWORD });
  return { id, name, email, password: PASSWORD };
}

/** A page of a browser of its own, in which somebody is signed in; nobody with null. */
export async function pageAs(
  browser: Browser,
  holdfast: Installation,
  who: { email: string; password: string } | null,
): Promise<Page> {
  const storageState = who
    ? await signInByRequest(holdfast.url, who)
    : { cookies: [], origins: [] };
  const context = await browser.newContext({ storageState, baseURL: holdfast.url });
  return await context.newPage();
}

/** Types e-mail address and password into the sign-in page. */
export async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}
