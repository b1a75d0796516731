import type { Person, Role } from "../actor.ts";
import { auth, invite, personOf, redeemLink, setUp } from "../people/index.ts";
import type { TestContext } from "./context.ts";

export const PASSWORD = "an anchor, well buried";
/** Where better-auth thinks that the console is, when nothing says so. */
const ORIGIN = "http://localhost:7200";

let made = 0;

/** Posts to one of better-auth's paths, as a browser would. */
export async function post(
  ctx: TestContext,
  path: string,
  body: object,
  { cookie = "", from = "192.0.2.1" } = {},
): Promise<{ status: number; body: Record<string, unknown>; cookie: string }> {
  const answer = await auth(ctx).handler(
    new Request(`${ORIGIN}/api/auth${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        origin: ORIGIN,
        host: new URL(ORIGIN).host,
        "x-forwarded-for": from,
        ...(cookie ? { cookie } : {}),
      },
      body: JSON.stringify(body),
    }),
  );
  const text = await answer.text();
  return {
    status: answer.status,
    body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
    cookie: mergeCookies(cookie, answer.headers.getSetCookie()),
  };
}

/** What a browser sends next: what it had, with what it was told. */
function mergeCookies(before: string, set: string[]): string {
  const jar = new Map(before.split("; ").filter(Boolean).map(pairOf));
  for (const header of set) {
    const [name, value] = pairOf(header.split(";")[0] ?? "");
    if (/max-age=0/i.test(header)) jar.delete(name);
    else jar.set(name, value);
  }
  return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
}

const pairOf = (pair: string): [string, string] => {
  const at = pair.indexOf("=");
  return [pair.slice(0, at), pair.slice(at + 1)];
};

/** A person with a password; the first is the administrator of the set-up. */
export async function newPerson(
  ctx: TestContext,
  role: Role,
): Promise<{ id: string; email: string }> {
  const email = `p${++made}@example.com`;
  const name = `Person ${made}`;
  if ((await ctx.db.user.count()) === 0) {
    const first = { name: "First", email: "first@example.com", password: PASSWORD };
    await setUp(ctx, first, null);
  }
  const { id, link } = await invite(ctx, { name, email, role });
  await redeemLink(ctx, { token: link.path.split("#")[1] ?? "", password: PASSWORD });
  return { id, email };
}

/** Signs a person in. @returns the cookie, and who the server takes its bearer for */
export async function signedIn(
  ctx: TestContext,
  email: string,
): Promise<{ cookie: string; actor: Person }> {
  const { status, cookie } = await post(ctx, "/sign-in/email", { email, password: PASSWORD });
  if (status !== 200) throw new Error(`sign-in of ${email}: ${status}`);
  const actor = await personOf(ctx, new Headers({ cookie }));
  if (!actor) throw new Error(`nobody is signed in as ${email}`);
  return { cookie, actor };
}
