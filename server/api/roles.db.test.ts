import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GET, POST } from "../../app/api/trpc/[trpc]/route.ts";
import { mayDo, type Person, type Right, ROLES, type Role } from "../actor.ts";
import type { Context } from "../context.ts";
import { testContext } from "../testing/context.ts";
import { newPerson, signedIn } from "../testing/people.ts";
import { bus } from "./events.ts";
import { appRouter } from "./root.ts";

const ctx = testContext();

/** What is asked for without anybody being signed in: nothing else may be. */
const OPEN = ["people.door", "people.link", "people.redeemLink", "people.setUp"];
/** Long enough for every refusal; what is allowed may well take longer, and has passed the check then. */
const PATIENCE_MILLIS = 1_500;

type Procedure = { _def: { type: string; meta?: { right: Right | null } } };
const procedures = Object.entries(
  appRouter._def.procedures as unknown as Record<string, Procedure>,
).map(([path, { _def }]) => ({ path, type: _def.type, right: _def.meta?.right }));

interface Visitor {
  role: Role | "nobody";
  actor: Person | null;
  cookie: string;
}
const visitors: Visitor[] = [{ role: "nobody", actor: null, cookie: "" }];

beforeAll(async () => {
  process.env.DATABASE_URL = ctx.databaseUrl;
  for (const role of ROLES) {
    const { email } = await newPerson(ctx, role);
    visitors.push({ role, ...(await signedIn(ctx, email)) });
  }
});
afterAll(async () => {
  (await bus()).removeAllListeners();
});

/** What must come of a call: a refusal, or anything but one. */
function expected(right: Right | null | undefined, role: Visitor["role"]): string {
  if (right === null) return "passes";
  if (role === "nobody") return "UNAUTHORIZED";
  return right !== undefined && mayDo(role, right) ? "passes" : "FORBIDDEN";
}

const REFUSALS = ["UNAUTHORIZED", "FORBIDDEN"];
const outcome = (code: string | undefined): string =>
  code && REFUSALS.includes(code) ? code : "passes";

async function atMost<T>(promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MILLIS, undefined);
  });
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Calls a procedure without an input, which is past the check of rights before anything looks at it. */
async function call(path: string, actor: Person | null): Promise<string> {
  const stop = new AbortController();
  const context: Context = { ...ctx, actor, address: "192.0.2.7" };
  const caller = appRouter.createCaller(context, { signal: stop.signal });
  const procedure = path
    .split(".")
    .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], caller);
  const answer = (procedure as () => Promise<unknown>)().then(
    (value) => {
      void (value as AsyncGenerator | null)?.return?.(undefined);
      return undefined;
    },
    (error: { code?: string }) => error.code,
  );
  const code = await atMost(answer);
  stop.abort();
  return outcome(code);
}

async function callByHttp(path: string, type: string, cookie: string): Promise<string> {
  const stop = new AbortController();
  const request = new Request(`http://127.0.0.1:7200/api/trpc/${path}`, {
    method: type === "mutation" ? "POST" : "GET",
    headers: {
      host: "127.0.0.1:7200",
      ...(cookie ? { cookie } : {}),
      ...(type === "mutation" ? { "content-type": "application/json" } : {}),
      ...(type === "subscription" ? { accept: "text/event-stream" } : {}),
    },
    signal: stop.signal,
    ...(type === "mutation" ? { body: "{}" } : {}),
  });
  const answer = await atMost(Promise.resolve((type === "mutation" ? POST : GET)(request)));
  const code =
    type === "subscription" && answer?.ok
      ? await atMost(refusalIn(answer))
      : { 401: "UNAUTHORIZED", 403: "FORBIDDEN" }[answer?.status ?? 0];
  stop.abort();
  return outcome(code);
}

/** A stream of events says in its first one that it will not go on. */
async function refusalIn(answer: Response): Promise<string | undefined> {
  let text = "";
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    const refusal = REFUSALS.find((code) => text.includes(code));
    if (refusal || text.includes("\nid: ")) return refusal;
  }
  return undefined;
}

test("every procedure says what right it asks for, and only the door is open", () => {
  expect(procedures.length).toBeGreaterThan(40);
  expect(procedures.filter(({ right }) => right === undefined)).toEqual([]);
  const open = procedures.filter(({ right }) => right === null).map(({ path }) => path);
  expect(open.sort()).toEqual(OPEN);
});

test("whatever changes settings, people or what is kept asks for more than to look", () => {
  const ownAccount =
    /^people\.(rename|changePassword|endSession|endOtherSessions|link|redeemLink|setUp)$/;
  const lax = procedures.filter(
    ({ path, type, right }) => type === "mutation" && right === "view" && !ownAccount.test(path),
  );
  expect(lax.map(({ path }) => path)).toEqual([]);
});

describe.each(procedures)("$path", ({ path, type, right }) => {
  test("lets in who may and nobody else, called in the process and over HTTP", async () => {
    for (const { role, actor, cookie } of visitors) {
      const wanted = expected(right, role);
      expect({ role, came: await call(path, actor) }).toEqual({ role, came: wanted });
      expect({ role, http: await callByHttp(path, type, cookie) }).toEqual({ role, http: wanted });
    }
  });
});

test("a role that changes holds from the next call on", async () => {
  const { id, email } = await newPerson(ctx, "operator");
  const { cookie } = await signedIn(ctx, email);
  expect(await callByHttp("runs.start", "mutation", cookie)).toBe("passes");
  await ctx.db.user.update({ where: { id }, data: { role: "viewer" } });
  expect(await callByHttp("runs.start", "mutation", cookie)).toBe("FORBIDDEN");
  await ctx.db.user.update({ where: { id }, data: { role: "something-else" } });
  expect(await callByHttp("runs.start", "mutation", cookie)).toBe("FORBIDDEN");
  await ctx.db.user.update({ where: { id }, data: { disabledAt: new Date() } });
  expect(await callByHttp("databases.list", "query", cookie)).toBe("UNAUTHORIZED");
});
