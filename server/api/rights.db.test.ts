import { afterAll, beforeAll, expect, test } from "vitest";
import type { Context } from "../context.ts";
import { changeRole, disable } from "../people/index.ts";
import { testContext } from "../testing/context.ts";
import { newPerson, signedIn } from "../testing/people.ts";
import { bus } from "./events.ts";
import { downloadRestore } from "./restore-download.ts";
import { untilNotAllowed, whileAllowed } from "./rights.ts";
import { appRouter } from "./root.ts";

const ctx = testContext();
beforeAll(() => {
  process.env.DATABASE_URL = ctx.databaseUrl;
});
afterAll(async () => {
  (await bus()).removeAllListeners();
});

/** What comes of an open subscription that has nothing to tell. */
async function endOf(events: AsyncIterable<unknown>): Promise<string> {
  try {
    for await (const _ of events);
    return "ended";
  } catch (thrown) {
    return (thrown as { code: string }).code;
  }
}

async function* silence(): AsyncGenerator<never> {
  await new Promise(() => {});
}

test("an open subscription ends when its person is disabled, though there is no news", async () => {
  const { id, email } = await newPerson(ctx, "viewer");
  const { actor } = await signedIn(ctx, email);
  const events = await appRouter.createCaller({ ...ctx, actor }).runs.watchAll();
  const end = endOf(events as AsyncIterable<unknown>);
  await disable(ctx, id);
  expect(await end).toBe("UNAUTHORIZED");
});

test("and when its session ends, or the role no longer goes that far", async () => {
  const { id, email } = await newPerson(ctx, "operator");
  const { actor } = await signedIn(ctx, email);
  const as: Context = { ...ctx, actor };
  const viewing = endOf(whileAllowed(as, "view", silence()) as AsyncIterable<unknown>);
  const operating = endOf(whileAllowed(as, "operate", silence()) as AsyncIterable<unknown>);
  await changeRole(ctx, { id, role: "viewer" });
  expect(await operating).toBe("FORBIDDEN");
  await ctx.db.session.delete({ where: { id: actor.sessionId } });
  expect(await viewing).toBe("UNAUTHORIZED");
});

test("a stream of bytes that is long on its way is cut off when its person is disabled", async () => {
  const { id, email } = await newPerson(ctx, "operator");
  const { actor } = await signedIn(ctx, email);
  const watch = untilNotAllowed({ ...ctx, actor }, "operate");
  const cut = new Promise((resolve) => watch.signal.addEventListener("abort", resolve));
  expect(watch.signal.aborted).toBe(false);
  await disable(ctx, id);
  await cut;
});

test("a download of what is in a database takes the right to restore", async () => {
  const url = "http://127.0.0.1:7200/api/restore/no-such-set";
  const ask = (cookie = "") =>
    downloadRestore(
      new Request(url, { headers: { host: "127.0.0.1:7200", cookie } }),
      "no-such-set",
    );
  expect((await ask()).status).toBe(401);
  const viewer = await signedIn(ctx, (await newPerson(ctx, "viewer")).email);
  expect((await ask(viewer.cookie)).status).toBe(403);
  const operator = await signedIn(ctx, (await newPerson(ctx, "operator")).email);
  expect((await ask(operator.cookie)).status).not.toBe(403);
});
