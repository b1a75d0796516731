import type { Person } from "../actor.ts";
import { record } from "../audit/index.ts";
import { systemContext } from "../context.ts";
import { log, messageOf } from "../log.ts";
import {
  auth,
  authWithSingleSignOn,
  confirmPassword,
  localPath,
  personOf,
  SIGN_IN_BASE,
  SingleSignOnUnusable,
} from "../people/index.ts";
import { Refusal } from "../refusal.ts";
import { SecretUnreadable } from "../secrets/index.ts";
import { isAllowedHost } from "./allowed-host.ts";
import { guarded } from "./request-guard.ts";

const MAX_BYTES = 16 * 1024;
const SINGLE_SIGN_ON = "/sign-in/social";
const CALLBACK = "/callback/oidc";

/** What is reached from outside of better-auth; the rest has procedures of its own. */
const POSTS = new Set([
  "/sign-in/email",
  SINGLE_SIGN_ON,
  "/sign-out",
  "/two-factor/enable",
  "/two-factor/disable",
  "/two-factor/verify-totp",
  "/two-factor/verify-backup-code",
  "/two-factor/generate-backup-codes",
]);
/** What asks for the password again; wrong ones count like those of a sign-in. */
const WITH_PASSWORD = new Set([
  "/two-factor/enable",
  "/two-factor/disable",
  "/two-factor/generate-backup-codes",
]);

type Fields = Record<string, unknown>;

/** Sign-in, sign-out and second factor, by JSON of the console's own pages. */
export const signIn = guarded(
  async (request) => {
    const path = pathOf(request);
    if (!POSTS.has(path)) return new Response("not found", { status: 404 });
    try {
      return await answer(request, path);
    } catch (thrown) {
      return failure(thrown);
    }
  },
  { maxBytes: MAX_BYTES },
);

/** Where the identity provider sends people back to: a request from another site by its nature, guarded by its state. */
export async function signInCallback(request: Request): Promise<Response> {
  if (!isAllowedHost(request.headers.get("host")))
    return new Response("this console answers on its own address only", { status: 421 });
  if (pathOf(request) !== CALLBACK) return new Response("not found", { status: 404 });
  try {
    const chosen = await authWithSingleSignOn(systemContext(), originOf(request));
    return chosen ? await chosen.handler(request) : backToSignIn("signup_disabled");
  } catch (thrown) {
    log.error("single-sign-on", { message: messageOf(thrown) });
    return backToSignIn("provider_unusable");
  }
}

async function answer(request: Request, path: string): Promise<Response> {
  const ctx = systemContext();
  const person = await personOf(ctx, request.headers);
  const body = (await request.clone().json()) as Fields;
  if ("trustDevice" in body) return Response.json({ message: "no such field" }, { status: 400 });
  if (path === SINGLE_SIGN_ON) return await toProvider(request, body);
  if (person && WITH_PASSWORD.has(path)) await confirmPassword(ctx, person, `${body.password}`);
  const given = await auth(ctx).handler(request);
  if (given.ok && path === "/sign-in/email" && person) await end(person);
  if (given.ok && path === "/sign-out" && person) await signedOut(person);
  return await withoutToken(given);
}

/** The browser's earlier session ends with a new sign-in. */
async function end(person: Person): Promise<void> {
  await systemContext().db.session.deleteMany({ where: { id: person.sessionId } });
}

async function signedOut(person: Person): Promise<void> {
  await record(
    { ...systemContext(), actor: person },
    {
      act: "people.sign-out",
      about: { kind: "person", id: person.userId, name: person.email },
    },
  );
}

async function toProvider(request: Request, body: Fields): Promise<Response> {
  const chosen = await authWithSingleSignOn(systemContext(), originOf(request));
  if (!chosen) return Response.json({ message: "single sign-on is off" }, { status: 404 });
  const next = localPath(typeof body.next === "string" ? body.next : null);
  const asked = { provider: "oidc", callbackURL: next, errorCallbackURL: "/sign-in" };
  const { url, method, headers } = request;
  return await chosen.handler(new Request(url, { method, headers, body: JSON.stringify(asked) }));
}

/** The session's token is for the cookie alone, which no script can read. */
async function withoutToken(given: Response): Promise<Response> {
  const text = await given.text();
  const body = text === "" ? {} : (JSON.parse(text) as Fields);
  const { token: _token, user: _user, ...rest } = body ?? {};
  const headers = new Headers(given.headers);
  headers.delete("content-length");
  return new Response(JSON.stringify(rest), { status: given.status, headers });
}

function failure(thrown: unknown): Response {
  if (thrown instanceof Refusal)
    return Response.json(
      { message: thrown.message },
      { status: thrown.kind === "invalid" ? 400 : 409 },
    );
  if (thrown instanceof SyntaxError)
    return Response.json({ message: "send JSON" }, { status: 400 });
  if (thrown instanceof SingleSignOnUnusable || thrown instanceof SecretUnreadable)
    return Response.json({ message: thrown.message }, { status: 502 });
  log.error("sign-in-failed", { message: messageOf(thrown) });
  return Response.json({ message: "something went wrong: see the console's log" }, { status: 500 });
}

const backToSignIn = (error: string): Response =>
  new Response(null, { status: 302, headers: { location: `/sign-in?error=${error}` } });

const pathOf = (request: Request): string =>
  new URL(request.url).pathname.slice(SIGN_IN_BASE.length);

/** The console's address as this request has it. */
function originOf(request: Request): string {
  const proto = request.headers.get("x-forwarded-proto")?.split(",")[0]?.trim() || "http";
  return `${proto}://${request.headers.get("host")}`;
}
