import { expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { newPerson, PASSWORD, post, signedIn } from "../testing/people.ts";
import { disable } from "./manage.ts";
import { personOf } from "./session.ts";

const ctx = testContext();
const who = async (cookie: string) => await personOf(ctx, new Headers({ cookie }));

test("a right password makes a session, whose cookie no script reads and no other site sends", async () => {
  const { id, email } = await newPerson(ctx, "operator");
  const { actor, cookie } = await signedIn(ctx, email);
  expect(actor).toMatchObject({ kind: "person", userId: id, email, role: "operator" });
  expect(cookie).toContain("holdfast.session_token=");
  const { auth } = await import("./running.ts");
  const answer = await auth(ctx).handler(
    new Request("http://localhost:7200/api/auth/sign-in/email", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        origin: "http://localhost:7200",
        host: "localhost:7200",
      },
      body: JSON.stringify({ email, password: PASSWORD }),
    }),
  );
  const [header = ""] = answer.headers.getSetCookie();
  expect(header).toMatch(/HttpOnly/i);
  expect(header).toMatch(/SameSite=Lax/i);
  expect(header).toMatch(/Max-Age=43200/);
  const row = await ctx.db.user.findUniqueOrThrow({ where: { id } });
  expect(row.lastSignInAt).not.toBeNull();
});

test("a wrong password and an unknown address get the same answer", async () => {
  const { email } = await newPerson(ctx, "viewer");
  const wrong = await post(ctx, "/sign-in/email", { email, password: "not this one, no" });
  const unknown = await post(ctx, "/sign-in/email", {
    email: "nobody@example.com",
    password: "not this one, no",
  });
  expect(wrong.status).toBe(401);
  expect(unknown.status).toBe(401);
  expect(unknown.body).toEqual(wrong.body);
  expect(wrong.cookie).toBe("");
});

test("a session that the browser had before is not the one after sign-in", async () => {
  const { email } = await newPerson(ctx, "viewer");
  const first = await signedIn(ctx, email);
  const again = await post(ctx, "/sign-in/email", { email, password: PASSWORD }, first);
  expect(again.cookie).not.toBe(first.cookie);
  expect((await who(again.cookie))?.sessionId).not.toBe(first.actor.sessionId);
});

test("a cookie that was made up or changed is nobody's", async () => {
  const { email } = await newPerson(ctx, "administrator");
  const { cookie } = await signedIn(ctx, email);
  const letters = [...cookie];
  letters[30] = letters[30] === "A" ? "B" : "A";
  expect(await who(letters.join(""))).toBeNull();
  expect(await who("holdfast.session_token=abc")).toBeNull();
  expect(await who(`holdfast.session_token=${"x".repeat(4_000)}.${"y".repeat(4_000)}`)).toBeNull();
});

test("a session ends after half an hour without a request, and twelve hours after sign-in", async () => {
  const { email } = await newPerson(ctx, "viewer");
  const { cookie, actor } = await signedIn(ctx, email);
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  const set = (data: { lastSeenAt?: Date; expiresAt?: Date }) =>
    ctx.db.session.update({ where: { id: actor.sessionId }, data });
  await set({ lastSeenAt: minutesAgo(29) });
  expect(await who(cookie)).not.toBeNull();
  const { lastSeenAt } = await ctx.db.session.findUniqueOrThrow({
    where: { id: actor.sessionId },
  });
  expect(Date.now() - lastSeenAt.getTime()).toBeLessThan(60_000);
  await set({ lastSeenAt: minutesAgo(31) });
  expect(await who(cookie)).toBeNull();
  expect(await ctx.db.session.count({ where: { id: actor.sessionId } })).toBe(0);

  const other = await signedIn(ctx, email);
  await ctx.db.session.update({
    where: { id: other.actor.sessionId },
    data: { expiresAt: minutesAgo(1) },
  });
  expect(await who(other.cookie)).toBeNull();
});

test("who is disabled is out at once and does not come in again", async () => {
  const { id, email } = await newPerson(ctx, "operator");
  const { cookie } = await signedIn(ctx, email);
  await disable(ctx, id);
  expect(await who(cookie)).toBeNull();
  const again = await post(ctx, "/sign-in/email", { email, password: PASSWORD });
  expect(again.status).toBe(403);
  expect(again.body.message).toMatch(/disabled/);
  expect(await ctx.db.session.count({ where: { userId: id } })).toBe(0);
});

test("signing out ends the session on the server, not only in the browser", async () => {
  const { email } = await newPerson(ctx, "viewer");
  const { cookie } = await signedIn(ctx, email);
  await post(ctx, "/sign-out", {}, { cookie });
  expect(await who(cookie)).toBeNull();
});

test("nobody makes an account of their own", async () => {
  const before = await ctx.db.user.count();
  const made = await post(ctx, "/sign-up/email", {
    name: "Mallory",
    email: "mallory@example.com",
    password: PASSWORD,
  });
  expect(made.status).toBeGreaterThanOrEqual(400);
  expect(await ctx.db.user.count()).toBe(before);
});

test("another site's page cannot sign anybody in", async () => {
  const { email } = await newPerson(ctx, "viewer");
  const { auth } = await import("./running.ts");
  const answer = await auth(ctx).handler(
    new Request("http://localhost:7200/api/auth/sign-in/email", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        origin: "http://evil.example",
        host: "localhost:7200",
        cookie: "holdfast.session_token=x.y",
      },
      body: JSON.stringify({ email, password: PASSWORD }),
    }),
  );
  expect(answer.status).toBe(403);
  expect(answer.headers.getSetCookie()).toEqual([]);
});
