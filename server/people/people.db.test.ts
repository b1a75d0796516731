import { createHmac } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import { testContext } from "../testing/context.ts";
import { newPerson, PASSWORD, post, signedIn } from "../testing/people.ts";
import { beginAttempt, succeeded } from "./attempts.ts";
import { linkOf, redeemLink } from "./links.ts";
import { changeRole, disable, invite, letIn, newLink, remove, resetTwoFactor } from "./manage.ts";
import { changePassword, endOtherSessions, endSession } from "./own-account.ts";
import { confirmPassword } from "./password.ts";
import { pruneSignIn } from "./prune.ts";
import { listPeople, mySessions } from "./queries.ts";
import { recoverAccount } from "./recover.ts";
import { personOf } from "./session.ts";
import { setUp } from "./set-up.ts";

const ctx = testContext();
afterEach(() => vi.unstubAllEnvs());

const tokenOf = ({ path }: { path: string }): string => path.split("#")[1] ?? "";
const refused = (results: PromiseSettledResult<unknown>[]) =>
  results.filter(({ status }) => status === "rejected");
const at = (millis: number) => ({ ...ctx, clock: { now: () => new Date(millis) } });

test("the set-up code is asked for where others could be first, and wrong ones are counted", async () => {
  vi.stubEnv("HOLDFAST_SETUP_CODE", "ABCD-EFGH-JKMN-PQRS");
  const input = { name: "First", email: "first@example.com", password: PASSWORD };
  await expect(setUp(ctx, input, "192.0.2.50")).rejects.toThrow(/not the set-up code/);
  for (let tries = 0; tries < 19; tries++)
    await expect(setUp(ctx, { ...input, code: `X${tries}` }, "192.0.2.50")).rejects.toThrow(/code/);
  await expect(setUp(ctx, { ...input, code: "ABCD-EFGH-JKMN-PQRS" }, "192.0.2.50")).rejects.toThrow(
    /too many wrong codes: wait 1 minute/,
  );
  await expect(
    setUp(ctx, { ...input, password: "password1234", code: "abcd-efgh-jkmn-pqrs " }, "192.0.2.51"),
  ).rejects.toThrow(/tried first/);
  expect(await ctx.db.user.count()).toBe(0);
});

test("of many who set Holdfast up at once, one becomes the administrator", async () => {
  const all = await Promise.allSettled(
    Array.from({ length: 6 }, (_, one) =>
      setUp(ctx, { name: `N${one}`, email: `n${one}@example.com`, password: PASSWORD }, null),
    ),
  );
  expect(refused(all)).toHaveLength(5);
  expect(await ctx.db.user.findMany()).toMatchObject([{ role: "administrator" }]);
  await expect(
    setUp(ctx, { name: "Late", email: "late@example.com", password: PASSWORD }, null),
  ).rejects.toThrow(/has an administrator already/);
});

test("the last administrator is neither removed, disabled nor given another role", async () => {
  const [only] = await listPeople(ctx);
  const id = only?.id ?? "";
  await invite(ctx, { name: "Not yet", email: "notyet@example.com", role: "administrator" });
  await expect(remove(ctx, id)).rejects.toThrow(/last administrator .* cannot be removed/);
  await expect(disable(ctx, id)).rejects.toThrow(/cannot be disabled/);
  await expect(changeRole(ctx, { id, role: "viewer" })).rejects.toThrow(/another role/);
});

test("two administrators who demote, disable and remove each other at once leave one", async () => {
  for (const act of [
    (id: string) => changeRole(ctx, { id, role: "viewer" }),
    (id: string) => disable(ctx, id),
    (id: string) => remove(ctx, id),
  ]) {
    await newPerson(ctx, "administrator");
    const admins = () =>
      ctx.db.user.findMany({
        where: { role: "administrator", disabledAt: null, accounts: { some: {} } },
      });
    const before = await admins();
    expect(before.length).toBeGreaterThan(1);
    const results = await Promise.allSettled(before.map(({ id }) => act(id)));
    expect(refused(results)).toHaveLength(1);
    expect(await admins()).toHaveLength(1);
  }
});

test("a link sets a password once, only the newest one works, and only for a time", async () => {
  const { id, link } = await invite(ctx, {
    name: "Grace",
    email: "grace@example.com",
    role: "operator",
  });
  expect(await linkOf(ctx, tokenOf(link))).toMatchObject({ purpose: "invite", name: "Grace" });
  const newer = await newLink(ctx, id);
  await expect(linkOf(ctx, tokenOf(link))).rejects.toThrow(/does not work/);
  await expect(redeemLink(ctx, { token: tokenOf(newer), password: "short" })).rejects.toThrow(
    /at least 12/,
  );
  const both = await Promise.allSettled(
    [PASSWORD, `${PASSWORD} too`].map((password) =>
      redeemLink(ctx, { token: tokenOf(newer), password }),
    ),
  );
  expect(refused(both)).toHaveLength(1);
  const stored = JSON.stringify(await ctx.db.personLink.findMany());
  const next = await newLink(ctx, id);
  expect(next.expiresAt.getTime() - Date.now()).toBeLessThan(3_700_000);
  expect(stored).not.toContain(tokenOf(next));
  await expect(linkOf(at(Date.now() + 3_700_000), tokenOf(next))).rejects.toThrow(/does not work/);
  await disable(ctx, id);
  await expect(linkOf(ctx, tokenOf(next))).rejects.toThrow(/does not work/);
});

test("an address is invited once, whatever its letters' case", async () => {
  const input = { name: "Twice", email: "twice@example.com", role: "viewer" as const };
  await invite(ctx, input);
  await expect(invite(ctx, input)).rejects.toThrow(/is here already/);
});

test("of a hundred guesses at once, as few are looked at as in a row", async () => {
  const guesses = await Promise.all(
    Array.from({ length: 100 }, (_, one) =>
      beginAttempt(ctx, "Victim@example.com", `198.51.100.${one}`),
    ),
  );
  expect(guesses.filter(({ ok }) => ok)).toHaveLength(5);
  const again = await beginAttempt(ctx, "victim@EXAMPLE.com", null);
  expect(again).toMatchObject({ ok: false });
});

test("the wait grows with each round of failures, ends, and a right password ends the row", async () => {
  let now = Date.now();
  const attempt = () => beginAttempt(at(now), "slow@example.com", null);
  const waits: number[] = [];
  for (let round = 0; round < 12; round++) {
    const came = await attempt();
    if (came.ok) continue;
    waits.push(Math.round(came.waitMillis / 1_000));
    now += came.waitMillis + 1;
  }
  expect(waits.slice(0, 3)).toEqual([30, 60, 120]);
  await succeeded(at(now), "slow@example.com", null);
  for (let free = 0; free < 4; free++) expect(await attempt()).toEqual({ ok: true });
});

test("one address that tries many accounts is stopped, and its own right password does not free it", async () => {
  const from = "203.0.113.77";
  let refusedAt = 0;
  for (let one = 1; one <= 30 && refusedAt === 0; one++) {
    const came = await beginAttempt(ctx, `spray${one}@example.com`, from);
    if (!came.ok) refusedAt = one;
    if (one === 10) await succeeded(ctx, "spray10@example.com", from);
  }
  expect(refusedAt).toBe(22);
});

test("the sign-in itself refuses a right password after five wrong ones, and says how long", async () => {
  const { email } = await newPerson(ctx, "viewer");
  const from = "192.0.2.99";
  for (let wrong = 0; wrong < 5; wrong++) {
    const answer = await post(
      ctx,
      "/sign-in/email",
      { email, password: "wrong wrong wrong" },
      { from },
    );
    expect(answer.status).toBe(401);
  }
  const locked = await post(ctx, "/sign-in/email", { email, password: PASSWORD }, { from });
  expect(locked.status).toBe(429);
  expect(locked.body.message).toMatch(/wait (30|29|2\d) seconds/);
  const { link } = await recoverAccount(ctx, { email, twoFactor: false, enable: false });
  await redeemLink(ctx, { token: tokenOf(link), password: PASSWORD });
  expect((await post(ctx, "/sign-in/email", { email, password: PASSWORD }, { from })).status).toBe(
    200,
  );
  const told = await ctx.db.auditEntry.findMany({
    where: { act: "people.sign-in", address: from },
    orderBy: { seq: "asc" },
  });
  expect(told.map(({ outcome }) => outcome)).toEqual([...Array(6).fill("refused"), "ok"]);
});

/** What an authenticator app shows: RFC 6238, apart from the library's. */
function codeOf(uri: string, millis = Date.now()): string {
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  const bits = [...secret]
    .map((letter) =>
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"),
    )
    .join("");
  const key = Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(millis / 30_000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

test("with a second factor, the password alone makes no session; a code does, a recovery code does once", async () => {
  const { id, email } = await newPerson(ctx, "operator");
  const first = await signedIn(ctx, email);
  const enabled = await post(ctx, "/two-factor/enable", { password: PASSWORD }, first);
  const uri = String(enabled.body.totpURI);
  const proof = await post(ctx, "/two-factor/verify-totp", { code: codeOf(uri) }, first);
  expect(proof.status).toBe(200);
  expect(await personOf(ctx, new Headers({ cookie: first.cookie }))).toBeNull(); // the session is another one now

  const half = await post(ctx, "/sign-in/email", { email, password: PASSWORD });
  expect(half.body).toMatchObject({ twoFactorRedirect: true });
  expect(await personOf(ctx, new Headers({ cookie: half.cookie }))).toBeNull();
  const wrong = await post(ctx, "/two-factor/verify-totp", { code: "000000" }, half);
  expect(wrong.status).toBe(401);
  const shown = codeOf(uri);
  const whole = await post(ctx, "/two-factor/verify-totp", { code: shown }, half);
  expect(await personOf(ctx, new Headers({ cookie: whole.cookie }))).toMatchObject({ email });

  const seen = await post(ctx, "/sign-in/email", { email, password: PASSWORD });
  const replayed = await post(ctx, "/two-factor/verify-totp", { code: shown }, seen);
  expect(replayed.status).toBe(401);
  expect(await personOf(ctx, new Headers({ cookie: replayed.cookie }))).toBeNull();

  const [code] = enabled.body.backupCodes as string[];
  const lost = await post(ctx, "/sign-in/email", { email, password: PASSWORD });
  const back = await post(ctx, "/two-factor/verify-backup-code", { code }, lost);
  expect(await personOf(ctx, new Headers({ cookie: back.cookie }))).toMatchObject({ email });
  const twice = await post(ctx, "/sign-in/email", { email, password: PASSWORD });
  const again = await post(ctx, "/two-factor/verify-backup-code", { code }, twice);
  expect(again.status).toBe(401);
  const row = await ctx.db.twoFactor.findFirstOrThrow({ where: { userId: id } });
  expect(JSON.stringify(row)).not.toContain(code);

  await resetTwoFactor(ctx, id);
  expect((await signedIn(ctx, email)).actor.userId).toBe(id);
});

test("wrong codes are counted over all sign-ins and lock the second step", async () => {
  const { id, email } = await newPerson(ctx, "viewer");
  const first = await signedIn(ctx, email);
  const enabled = await post(ctx, "/two-factor/enable", { password: PASSWORD }, first);
  const uri = String(enabled.body.totpURI);
  await post(ctx, "/two-factor/verify-totp", { code: codeOf(uri) }, first);
  let tries = 0;
  for (; tries < 20; tries++) {
    const half = await post(ctx, "/sign-in/email", { email, password: PASSWORD });
    const answer = await post(ctx, "/two-factor/verify-totp", { code: "000000" }, half);
    if (answer.status === 429) break;
  }
  expect(tries).toBe(10);
  const { lockedUntil } = await ctx.db.twoFactor.findFirstOrThrow({ where: { userId: id } });
  expect(lockedUntil?.getTime()).toBeGreaterThan(Date.now());
});

test("who is locked out is listed until when, and an administrator lets them in at once", async () => {
  const { id, email } = await newPerson(ctx, "viewer");
  const waitsUntil = async () =>
    (await listPeople(ctx)).find((person) => person.id === id)?.waitsUntil ?? null;
  const from = "192.0.2.98";
  const signIn = (password: string) => post(ctx, "/sign-in/email", { email, password }, { from });
  for (let wrong = 0; wrong < 5; wrong++) {
    expect(await waitsUntil()).toBeNull();
    expect((await signIn("wrong wrong wrong")).status).toBe(401);
  }
  expect((await signIn(PASSWORD)).status).toBe(429);
  expect((await waitsUntil())?.getTime()).toBeGreaterThan(Date.now());
  await letIn(ctx, id);
  expect(await waitsUntil()).toBeNull();
  expect((await signIn(PASSWORD)).status).toBe(200);
});

test("letting somebody in lifts the lock of the second factor too", async () => {
  const { id } = await newPerson(ctx, "viewer");
  const lockedUntil = new Date(Date.now() + 60_000);
  await ctx.db.twoFactor.create({
    data: { id: `lock-${id}`, secret: "s", backupCodes: "[]", userId: id, lockedUntil },
  });
  const [listed] = (await listPeople(ctx)).filter((person) => person.id === id);
  expect(listed?.waitsUntil).toEqual(lockedUntil);
  await letIn(ctx, id);
  expect(await ctx.db.twoFactor.findFirstOrThrow({ where: { userId: id } })).toMatchObject({
    lockedUntil: null,
    failedVerificationCount: 0,
  });
});

test("another password ends all other sessions, and asks for the one that was", async () => {
  const { email } = await newPerson(ctx, "viewer");
  const [here, there] = [await signedIn(ctx, email), await signedIn(ctx, email)];
  const as = { ...ctx, actor: here.actor };
  const password = `${PASSWORD}, deeper`;
  await expect(changePassword(as, { currentPassword: "not it, I fear", password })).rejects.toThrow(
    /not your password/,
  );
  await expect(changePassword(as, { currentPassword: PASSWORD, password: email })).rejects.toThrow(
    /e-mail address/,
  );
  await changePassword(as, { currentPassword: PASSWORD, password });
  expect(await personOf(ctx, new Headers({ cookie: here.cookie }))).not.toBeNull();
  expect(await personOf(ctx, new Headers({ cookie: there.cookie }))).toBeNull();
  await expect(confirmPassword(ctx, here.actor, PASSWORD)).rejects.toThrow(/not your password/);
});

test("one ends sessions of one's own, and nobody else's", async () => {
  const one = await newPerson(ctx, "viewer");
  const other = await newPerson(ctx, "viewer");
  const [mine, also] = [await signedIn(ctx, one.email), await signedIn(ctx, one.email)];
  const theirs = await signedIn(ctx, other.email);
  const as = { ...ctx, actor: mine.actor };
  expect(await mySessions(as)).toHaveLength(2);
  await endSession(as, theirs.actor.sessionId);
  await endOtherSessions(as);
  expect(await personOf(ctx, new Headers({ cookie: theirs.cookie }))).not.toBeNull();
  expect(await personOf(ctx, new Headers({ cookie: also.cookie }))).toBeNull();
  expect(await mySessions(as)).toMatchObject([{ isThis: true }]);
});

test("nobody is recovered who is not there, and a disabled account only when that is asked for", async () => {
  const ask = (email: string, enable = false) =>
    recoverAccount(ctx, { email, twoFactor: true, enable });
  await expect(ask("ghost@example.com")).rejects.toThrow(/nobody has an account/);
  const { id, email } = await newPerson(ctx, "viewer");
  await disable(ctx, id);
  await expect(ask(email)).rejects.toThrow(/add --enable/);
  expect((await ask(` ${email.toUpperCase()} `, true)).notes).toHaveLength(2);
});

test("what has run out goes, what has not stays", async () => {
  const { id, email } = await newPerson(ctx, "viewer");
  const [kept, old] = [await signedIn(ctx, email), await signedIn(ctx, email)];
  await ctx.db.session.update({
    where: { id: old.actor.sessionId },
    data: { lastSeenAt: new Date(Date.now() - 31 * 60_000) },
  });
  await newLink(ctx, id);
  await pruneSignIn(ctx);
  const sessions = await ctx.db.session.findMany({ where: { userId: id } });
  expect(sessions.map((one) => one.id)).toEqual([kept.actor.sessionId]);
  expect(await ctx.db.personLink.count({ where: { userId: id } })).toBe(1);
  await pruneSignIn(at(Date.now() + 25 * 3_600_000));
  expect(await ctx.db.personLink.count({ where: { userId: id } })).toBe(0);
  expect(await ctx.db.signInFailures.count()).toBe(0);
});
