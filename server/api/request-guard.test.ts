import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { contentSecurityPolicy, newNonce } from "./page-headers.ts";
import { guarded, isOwnRequest } from "./request-guard.ts";

const HOST = "localhost:7200";
const ask = (headers: Record<string, string>, init: RequestInit = {}): Request =>
  new Request(`http://${HOST}/api/trpc/x`, { ...init, headers: { host: HOST, ...headers } });
const post = (headers: Record<string, string>, body: BodyInit = "{}"): Request =>
  ask({ "content-type": "application/json", ...headers }, {
    method: "POST",
    body,
    duplex: "half",
  } as RequestInit);
const status = async (request: Request): Promise<number> =>
  (await guarded(async (one) => new Response(await one.text()), { maxBytes: 100 })(request)).status;

test("requests of the console's own pages, and of commands, are answered", async () => {
  expect(await status(post({ "sec-fetch-site": "same-origin", origin: `http://${HOST}` }))).toBe(
    200,
  );
  expect(await status(post({ origin: `http://${HOST}` }))).toBe(200);
  expect(await status(post({}))).toBe(200);
  expect(await status(ask({ "sec-fetch-site": "none" }))).toBe(200);
});

test.each([
  ["cross-site", { "sec-fetch-site": "cross-site" }],
  ["of another port or subdomain", { "sec-fetch-site": "same-site" }],
  ["of another origin", { origin: "http://evil.example" }],
  ["of another port, in an old browser", { origin: "http://localhost:7201" }],
  ["of a sandboxed frame", { origin: "null" }],
  ["lying with its origin", { "sec-fetch-site": "cross-site", origin: `http://${HOST}` }],
])("a request %s is refused, reading or writing", async (_what, headers) => {
  expect(await status(post(headers))).toBe(403);
  expect(await status(ask(headers))).toBe(403);
});

test("the public address counts as the console's own behind a proxy", () => {
  const request = post({ origin: "https://backups.example" });
  expect(isOwnRequest(request, "https://backups.example/")).toBe(true);
  expect(isOwnRequest(request, undefined)).toBe(false);
});

test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])(
  "what a form of another site can send is no JSON: %s",
  async (type) => {
    expect(await status(post({ "content-type": type }))).toBe(415);
  },
);

test("another host's requests are refused", async () => {
  expect(await status(ask({ host: "evil.example" }))).toBe(421);
});

test("a body that is too long is refused, whether it says its length or not", async () => {
  expect(await status(post({}, "x".repeat(100)))).toBe(200);
  expect(await status(post({ "content-length": "101" }, "x".repeat(101)))).toBe(413);
  let pulled = 0;
  const endless = new ReadableStream({
    pull: (controller) => {
      pulled++;
      controller.enqueue(new Uint8Array(60));
    },
  });
  expect(await status(post({}, endless))).toBe(413);
  expect(pulled).toBeLessThan(6);
});

test("answers are data: not kept, not framed, nothing in them runs", async () => {
  const answer = await guarded(() => new Response("x"))(ask({}));
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  const stream = () =>
    new Response("x", { headers: { "cache-control": "no-cache, no-transform" } });
  expect((await guarded(stream)(ask({}))).headers.get("cache-control")).toBe(
    "no-cache, no-transform",
  );
});

test("every route of the api has the guard, but for those that say why not", () => {
  /** Health tells nothing and takes nothing; better-auth checks origins itself, and single sign-on comes back from another site. */
  const without = ["health/route.ts", "auth/[...all]/route.ts"];
  const routes = fs
    .readdirSync("app/api", { recursive: true, encoding: "utf8" })
    .filter((name) => path.basename(name) === "route.ts" && !without.includes(name));
  expect(routes.length).toBeGreaterThan(1);
  for (const name of routes)
    expect(fs.readFileSync(path.join("app/api", name), "utf8"), name).toContain("guarded(");
});

test("a page's policy lets only scripts with the answer's own nonce run", () => {
  const nonce = newNonce();
  expect(newNonce()).not.toBe(nonce);
  expect(Buffer.from(nonce, "base64")).toHaveLength(16);
  const policy = contentSecurityPolicy(nonce);
  expect(policy).toContain(`script-src 'self' 'nonce-${nonce}' 'strict-dynamic';`);
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  for (const part of [
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ])
    expect(policy).toContain(part);
});
