import fs from "node:fs";
import path from "node:path";
import { createTRPCClient, httpLink } from "@trpc/client";
import superjson from "superjson";
import type { AppRouter } from "../../server/api/root.ts";

/** Who tests are signed in as, unless they say otherwise. */
export const ADMINISTRATOR = {
  name: "Ada Admin",
  email: "ada@holdfast.test",
  password: "an anchor, well buried",
};

export interface Cookie {
  name: string;
  value: string;
  domain: string;
  path: string;
  expires: number;
  httpOnly: boolean;
  secure: boolean;
  sameSite: "Lax" | "Strict" | "None";
}

/** Playwright's form of what a browser keeps. */
export interface StorageState {
  cookies: Cookie[];
  origins: never[];
}

/** Where the session of an installation's administrator is kept for all workers of a test run. */
export const stateFile = (dataDirectory: string): string =>
  path.join(dataDirectory, "e2e-session.json");

/** The session that was kept, if one was. */
export function keptState(dataDirectory: string): StorageState | null {
  const file = stateFile(dataDirectory);
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, "utf8")) as StorageState) : null;
}

/** Creates the administrator of an empty installation, signs in and keeps the session. */
export async function enterAsAdministrator(
  url: string,
  dataDirectory: string,
): Promise<StorageState> {
  const api = createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/api/trpc`, transformer: superjson })],
  });
  await api.people.setUp.mutate(ADMINISTRATOR);
  const state = await signInByRequest(url, ADMINISTRATOR);
  fs.writeFileSync(stateFile(dataDirectory), JSON.stringify(state));
  return state;
}

/** Signs somebody in without a browser. */
export async function signInByRequest(
  url: string,
  who: { email: string; password: string },
): Promise<StorageState> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email: who.email, password: who.password }),
  });
  if (!answer.ok) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
  return { cookies: answer.headers.getSetCookie().map((one) => cookieOf(url, one)), origins: [] };
}

/** The header that a browser would send. */
export const cookieHeader = (state: StorageState | null): Record<string, string> =>
  state ? { cookie: state.cookies.map(({ name, value }) => `${name}=${value}`).join("; ") } : {};

function cookieOf(url: string, header: string): Cookie {
  const [pair = "", ...attributes] = header.split(/;\s*/);
  const at = pair.indexOf("=");
  const maxAge = attributes.find((one) => /^max-age=/i.test(one))?.split("=")[1];
  return {
    name: pair.slice(0, at),
    value: pair.slice(at + 1),
    domain: new URL(url).hostname,
    path: "/",
    expires: maxAge ? Date.now() / 1_000 + Number(maxAge) : -1,
    httpOnly: attributes.some((one) => /^httponly$/i.test(one)),
    secure: attributes.some((one) => /^secure$/i.test(one)),
    sameSite: "Lax",
  };
}
