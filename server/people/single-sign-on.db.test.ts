import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { signIn, signInCallback } from "../api/sign-in.ts";
import { testContext } from "../testing/context.ts";
import { type RunningProvider, startIdentityProvider } from "../testing/identity-provider.ts";
import { newPerson } from "../testing/people.ts";
import { personOf } from "./session.ts";
import { removeSingleSignOn, saveSingleSignOn, singleSignOn } from "./single-sign-on.ts";

const ctx = testContext();
const ORIGIN = "http://127.0.0.1:7200";
const REDIRECT = `${ORIGIN}/api/auth/callback/oidc`;

const PEOPLE = [
  { sub: "s-ada", email: "ada@corp.example", name: "Ada", isVerified: true, groups: ["dba"] },
  { sub: "s-bob", email: "bob@corp.example", name: "Bob", isVerified: false },
  { sub: "s-eve", email: "eve@evil.example", name: "Eve", isVerified: true },
  { sub: "s-root", email: "root@corp.example", name: "Root", isVerified: true, groups: ["admins"] },
];

let provider: RunningProvider;
beforeAll(async () => {
  process.env.DATABASE_URL = ctx.databaseUrl;
  vi.stubEnv("HOLDFAST_SIGN_INS_PER_MINUTE", "1000");
  provider = await startIdentityProvider(PEOPLE, REDIRECT);
  await newPerson(ctx, "administrator");
});
afterAll(() => provider.close());

const settings = () => ({
  enabled: true,
  label: "Corp account",
  issuer: provider.issuer,
  clientId: provider.clientId,
  secret: provider.secret,
  newcomers: true,
  defaultRole: "viewer" as const,
  domains: ["corp.example"],
  groupClaim: "groups",
  groupRoles: [{ group: "dba", role: "operator" as const }],
});
beforeEach(async () => {
  await saveSingleSignOn(ctx, settings());
});

/** A browser's cookies, by name. */
type Jar = Map<string, string>;

const cookiesOf = (jar: Jar): string =>
  [...jar].map(([name, value]) => `${name}=${value}`).join("; ");

function keep(jar: Jar, answer: Response): void {
  for (const header of answer.headers.getSetCookie()) {
    const pair = header.split(";")[0] ?? "";
    const at = pair.indexOf("=");
    if (/max-age=0|expires=thu, 01 jan 1970/i.test(header)) jar.delete(pair.slice(0, at));
    else jar.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

/** The address of the provider that a click on the button leads to. */
async function begin(jar: Jar): Promise<URL> {
  const answer = await signIn(
    new Request(`${ORIGIN}/api/auth/sign-in/social`, {
      method: "POST",
      headers: {
        host: "127.0.0.1:7200",
        origin: ORIGIN,
        "content-type": "application/json",
      },
      body: JSON.stringify({ next: "/runs" }),
    }),
  );
  keep(jar, answer);
  const { url, message } = (await answer.json()) as { url?: string; message?: string };
  if (!url) throw new Error(`${answer.status}: ${message}`);
  return new URL(url);
}

/** Goes through the provider's pages as somebody. @returns the address that it sends the browser back to */
async function atProvider(address: URL, sub: string): Promise<URL> {
  const jar: Jar = new Map();
  let at = address;
  for (let hop = 0; hop < 12; hop++) {
    const isChoice = at.pathname.startsWith("/choose/");
    const answer = await fetch(at, {
      redirect: "manual",
      headers: {
        cookie: cookiesOf(jar),
        ...(isChoice ? { "content-type": "application/x-www-form-urlencoded" } : {}),
      },
      ...(isChoice ? { method: "POST", body: `sub=${sub}` } : {}),
    });
    keep(jar, answer);
    const location = answer.headers.get("location");
    if (!location) throw new Error(`the provider says ${answer.status}: ${await answer.text()}`);
    at = new URL(location, at);
    if (at.origin === ORIGIN) return at;
  }
  throw new Error("the provider goes in circles");
}

/** Comes back to the console. @returns where it leads, and who is signed in then */
async function comeBack(jar: Jar, address: URL) {
  const answer = await signInCallback(
    new Request(address, { headers: { host: "127.0.0.1:7200", cookie: cookiesOf(jar) } }),
  );
  keep(jar, answer);
  const location = new URL(answer.headers.get("location") ?? "/none", ORIGIN);
  const person = await personOf(ctx, new Headers({ cookie: cookiesOf(jar) }));
  return { path: location.pathname, error: location.searchParams.get("error"), person };
}

async function enter(sub: string, change: (address: URL) => void = () => {}) {
  const jar: Jar = new Map();
  const address = await begin(jar);
  change(address);
  return await comeBack(jar, await atProvider(address, sub));
}

test("a newcomer of an allowed domain comes in with the role of the groups, and again as the same person", async () => {
  const first = await enter("s-ada");
  expect(first).toMatchObject({ path: "/runs", person: { email: "ada@corp.example" } });
  expect(first.person?.role).toBe("operator");
  const again = await enter("s-ada");
  expect(again.person?.userId).toBe(first.person?.userId);
  const account = await ctx.db.account.findFirstOrThrow({ where: { accountId: "s-ada" } });
  expect(account).toMatchObject({ accessToken: null, refreshToken: null, idToken: null });
});

test("the request carries state, nonce and a PKCE challenge of its own each time", async () => {
  const [one, other] = [await begin(new Map()), await begin(new Map())];
  for (const name of ["state", "nonce", "code_challenge"]) {
    expect(one.searchParams.get(name)).toBeTruthy();
    expect(one.searchParams.get(name)).not.toBe(other.searchParams.get(name));
  }
  expect(one.searchParams.get("code_challenge_method")).toBe("S256");
  expect(one.searchParams.get("redirect_uri")).toBe(REDIRECT);
});

test("an address that is not verified, another domain, and newcomers where none are wanted stay out", async () => {
  const before = await ctx.db.user.count();
  expect(await enter("s-bob")).toMatchObject({ error: "email_not_verified", person: null });
  expect(await enter("s-eve")).toMatchObject({ error: "domain_not_allowed", person: null });
  await saveSingleSignOn(ctx, { ...settings(), newcomers: false });
  expect(await enter("s-root")).toMatchObject({ error: "not_invited", person: null });
  expect(await ctx.db.user.count()).toBe(before);
});

test("an unverified address does not get at the account that somebody else has here under it", async () => {
  await ctx.db.user.create({
    data: { id: "bob", name: "Bob", email: "bob@corp.example", role: "administrator" },
  });
  expect(await enter("s-bob")).toMatchObject({ person: null });
  expect(await ctx.db.account.count({ where: { userId: "bob" } })).toBe(0);
});

test("whoever is disabled does not come in by the identity provider either", async () => {
  await enter("s-ada");
  await ctx.db.user.updateMany({
    where: { email: "ada@corp.example" },
    data: { disabledAt: new Date() },
  });
  expect(await enter("s-ada")).toMatchObject({ error: "disabled", person: null });
  await ctx.db.user.updateMany({ data: { disabledAt: null } });
});

test("an answer with another state, of another browser or without the cookie signs nobody in", async () => {
  const jar: Jar = new Map();
  const answered = await atProvider(await begin(jar), "s-ada");
  const changed = new URL(answered);
  changed.searchParams.set("state", "another");
  expect((await comeBack(new Map(jar), changed)).person).toBeNull();
  expect((await comeBack(new Map(), answered)).person).toBeNull();
  const other: Jar = new Map();
  await begin(other);
  expect((await comeBack(other, answered)).person).toBeNull();
});

test("a code that was stolen and put into one's own answer signs nobody in", async () => {
  const stolen = await atProvider(await begin(new Map()), "s-ada");
  const jar: Jar = new Map();
  const mine = await atProvider(await begin(jar), "s-eve");
  mine.searchParams.set("code", stolen.searchParams.get("code") ?? "");
  expect((await comeBack(jar, mine)).person).toBeNull();
});

test("an id token with another nonce than was asked for signs nobody in", async () => {
  const entered = await enter("s-ada", (address) => address.searchParams.set("nonce", "replayed"));
  expect(entered.person).toBeNull();
  expect(entered.error).toBeTruthy();
});

test("an answer that names another issuer signs nobody in", async () => {
  const jar: Jar = new Map();
  const answered = await atProvider(await begin(jar), "s-ada");
  answered.searchParams.set("iss", "https://id.evil.example");
  expect(await comeBack(jar, answered)).toMatchObject({ error: "issuer_mismatch", person: null });
});

test("a provider that calls itself by another issuer than was entered is not used", async () => {
  const issuer = provider.issuer.replace("127.0.0.1", "localhost");
  await saveSingleSignOn(ctx, { ...settings(), issuer });
  await expect(begin(new Map())).rejects.toThrow(/502: .*another issuer/);
});

test("an issuer at an address that the policy forbids is not asked at all", async () => {
  const issuer = "http://169.254.169.254/latest";
  await expect(saveSingleSignOn(ctx, { ...settings(), issuer })).rejects.toThrow(
    /169\.254\.169\.254/,
  );
});

test("a wrong client secret, and a provider that is off, sign nobody in", async () => {
  await saveSingleSignOn(ctx, { ...settings(), secret: "not the secret" });
  expect((await enter("s-ada")).person).toBeNull();
  await saveSingleSignOn(ctx, { ...settings(), enabled: false });
  await expect(begin(new Map())).rejects.toThrow(/404/);
});

test("groups never take away the last administrator", async () => {
  await saveSingleSignOn(ctx, {
    ...settings(),
    groupRoles: [{ group: "admins", role: "administrator" }],
  });
  const { person } = await enter("s-root");
  expect(person?.role).toBe("administrator");
  await ctx.db.user.updateMany({
    where: { id: { not: person?.userId ?? "" } },
    data: { role: "viewer" },
  });
  await saveSingleSignOn(ctx, { ...settings(), groupRoles: [{ group: "admins", role: "viewer" }] });
  expect((await enter("s-root")).person?.role).toBe("administrator");
});

test("the secret is kept sealed, is never told, and does not follow to another issuer", async () => {
  const row = await ctx.db.singleSignOn.findFirstOrThrow();
  expect(row.secret).toMatch(/^v1:/);
  expect(JSON.stringify(await singleSignOn(ctx))).not.toContain(provider.secret);
  const { secret: _secret, ...without } = settings();
  await saveSingleSignOn(ctx, { ...without, label: "Other words" });
  expect((await ctx.db.singleSignOn.findFirstOrThrow()).secret).toBe(row.secret);
  await expect(
    saveSingleSignOn(ctx, { ...without, issuer: "https://id.evil.example" }),
  ).rejects.toThrow(/issuer changed/);
  await removeSingleSignOn(ctx);
  await expect(saveSingleSignOn(ctx, without)).rejects.toThrow(/client secret/);
});
