import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { checkReach } from "./check.ts";
import { guardedFetch } from "./guarded-fetch.ts";
import { savePolicy } from "./policy-row.ts";
import { entriesInput } from "./schema.ts";

const ctx = testContext();
const seen: { url: string; host: string | undefined; body: string }[] = [];
let port: number;
const server = http.createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  seen.push({ url: request.url ?? "", host: request.headers.host, body });
  if (request.url === "/away")
    response.writeHead(302, { location: "http://169.254.169.254/" }).end();
  else if (request.url === "/big") response.end("x".repeat(1_000_000));
  else if (request.url === "/slow") response.write("a");
  else response.end(`thanks for ${body}`);
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  seen.length = 0;
  await savePolicy(ctx, { sourcesOnly: [], webhookAllow: ["127.0.0.0/8"] });
});

const post = (address: string, more: Partial<Parameters<typeof guardedFetch>[2]> = {}) =>
  guardedFetch(ctx, address, { kind: "webhook", method: "POST", body: "hello", ...more });

test("an allowed address gets the request, and its answer comes back", async () => {
  const answer = await post(`http://127.0.0.1:${port}/hook`);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe("thanks for hello");
});

test("the connection goes to the address that was checked, under the name that was typed", async () => {
  let asked = 0;
  const answer = await post(`http://hooks.example:${port}/named`, {
    resolve: async () => (asked++ === 0 ? ["127.0.0.1"] : ["169.254.169.254"]),
  });
  expect(answer.status).toBe(200);
  expect(asked).toBe(1);
  expect(seen).toMatchObject([{ url: "/named", host: `hooks.example:${port}` }]);
});

test("one bad address among a name's addresses is enough to refuse it", async () => {
  await expect(
    post(`http://hooks.example:${port}/`, {
      resolve: async () => ["127.0.0.1", "169.254.169.254"],
    }),
  ).rejects.toThrow(/metadata/);
  expect(seen).toEqual([]);
});

test("this machine is refused under every way to write it, when it is not allowed", async () => {
  await savePolicy(ctx, { sourcesOnly: [], webhookAllow: [] });
  for (const host of [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "0",
    "localhost",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::127.0.0.1]",
    "①②⑦.⓪.⓪.①",
  ])
    await expect(post(`http://${host}:${port}/`), host).rejects.toMatchObject({
      name: "ReachRefused",
    });
  expect(seen).toEqual([]);
});

test("metadata addresses are refused in every form, whatever is allowed", async () => {
  await savePolicy(ctx, { sourcesOnly: [], webhookAllow: ["0.0.0.0/0", "::/0"] });
  for (const host of [
    "169.254.169.254",
    "2852039166",
    "0xA9FEA9FE",
    "0251.0376.0251.0376",
    "[::ffff:a9fe:a9fe]",
    "[fd00:ec2::254]",
  ])
    await expect(post(`http://${host}/latest/meta-data`), host).rejects.toMatchObject({
      name: "ReachRefused",
    });
});

test("redirects are answers, not followed", async () => {
  const answer = await post(`http://127.0.0.1:${port}/away`);
  expect(answer.status).toBe(302);
  expect(seen).toHaveLength(1);
});

test("a long answer is cut, a slow one is given up", async () => {
  expect(
    (await (await post(`http://127.0.0.1:${port}/big`, { maxBytes: 1_000 })).text()).length,
  ).toBe(1_000);
  await expect(post(`http://127.0.0.1:${port}/slow`, { timeoutMillis: 200 })).rejects.toThrow(
    "no whole answer came within 0.2 s",
  );
});

test.each([
  ["ftp://example.com/", "ftp is not supported"],
  ["file:///etc/passwd", "file is not supported"],
  ["gopher://example.com/", "gopher is not supported"],
  ["http://user:pass@example.com/", "holds a user name or password"],
  ["http://user@example.com/", "holds a user name or password"],
  ["nonsense", "not a URL"],
])("%s is refused: %s", async (address, reason) => {
  await expect(post(address)).rejects.toThrow(reason);
});

test("a name without an address is told apart from a refusal", async () => {
  const answer = await checkReach(
    ctx,
    { host: "nowhere.example", port: 1, kind: "source" },
    async () => {
      throw new Error("ENOTFOUND");
    },
  );
  expect(answer).toEqual({
    ok: false,
    code: "unknown-host",
    reason: "no address is known for nowhere.example",
  });
});

test("the policy takes names, addresses and networks, and refuses what would never match", async () => {
  expect(entriesInput.parse([" Hooks.Corp ", "*.corp", "10.0.0.0/8", "fd00::/8"])).toEqual([
    "hooks.corp",
    "*.corp",
    "10.0.0.0/8",
    "fd00::/8",
  ]);
  for (const bad of ["http://x", "a b", "", "user@host", "-x", "x".repeat(300)])
    expect(entriesInput.safeParse([bad]).success, bad).toBe(false);
  for (const bad of ["10.0.0", "10.0.0.0/40", "0x7f.1", "2130706433"])
    await expect(savePolicy(ctx, { sourcesOnly: [bad], webhookAllow: [] }), bad).rejects.toThrow(
      /no address/,
    );
});
