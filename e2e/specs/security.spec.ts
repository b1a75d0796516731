import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { expect, freshName, test } from "../harness/test.ts";

/** A site of somebody else's, on this machine: the same site to cookies, another origin. */
async function evilSite(html: string): Promise<{ url: string; close: () => void }> {
  const server = http.createServer((_request, response) =>
    response.setHeader("content-type", "text/html").end(html),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

const directives = (policy: string): Map<string, string> =>
  new Map(
    policy.split(/;\s*/).map((one) => {
      const at = `${one} `.indexOf(" ");
      return [one.slice(0, at), one.slice(at + 1)];
    }),
  );

test("pages and answers carry the headers, and each page's nonce is its own", async ({
  page,
  holdfast,
}) => {
  const nonces = new Set<string>();
  for (const where of ["/", "/databases", "/settings/security", "/sign-in", "/no-such-page"]) {
    const answer = await page.request.get(`${holdfast.url}${where}`);
    const headers = answer.headers();
    expect(headers, where).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers["permissions-policy"]).toContain("camera=()");
    expect(headers["x-powered-by"]).toBeUndefined();
    const policy = directives(headers["content-security-policy"] ?? "");
    const script = policy.get("script-src") ?? "";
    expect(script).toMatch(/^'self' 'nonce-[A-Za-z0-9+/=]{24}' 'strict-dynamic'$/);
    expect(policy.get("object-src")).toBe("'none'");
    expect(policy.get("base-uri")).toBe("'none'");
    expect(policy.get("form-action")).toBe("'self'");
    expect(policy.get("frame-ancestors")).toBe("'none'");
    nonces.add(script);
  }
  expect(nonces.size).toBe(5);
  const api = await page.request.get(`${holdfast.url}/api/trpc/system.status`);
  expect(api.headers()).toMatchObject({
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
  });
  expect(api.headers()["content-security-policy"]).toContain("default-src 'none'");
  expect(api.headers()["cache-control"]).toMatch(/no-store|no-cache/);
  expect(api.headers()["access-control-allow-origin"]).toBeUndefined();
});

test.describe("scripts that are not ours", () => {
  test.use({ expectedErrors: [/Content Security Policy|Executing inline|404/] });

  test("do not run: inline, by attribute, or from elsewhere", async ({ page }) => {
    await page.goto("/databases");
    await page.evaluate(() => {
      document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran = 1'>");
      const inline = document.createElement("div");
      inline.innerHTML = "<a id=bad href='javascript:window.ran = 2'>x</a>";
      document.body.append(inline);
      document.getElementById("bad")?.click();
    });
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50))),
    );
    expect(await page.evaluate(() => (window as unknown as { ran?: number }).ran)).toBeUndefined();
  });
});

test("names that are markup are shown as text, wherever a database is named", async ({
  page,
  holdfast,
}) => {
  const name = `<img src=x onerror=alert(1)>${freshName("X")}`;
  const added = await holdfast.api.databases.add.mutate({
    name,
    host: "127.0.0.1",
    port: 6362,
    timeoutSeconds: 5,
  });
  page.on("dialog", () => {
    throw new Error("a name was run as a script");
  });
  for (const where of ["/", "/databases", `/databases/${added?.slug}`, "/settings/audit"]) {
    await page.goto(where);
    await expect(page.getByText(name).filter({ visible: true }).first(), where).toBeVisible();
    expect(await page.locator("img[src='x']").count(), where).toBe(0);
  }
});

test.describe("another site", () => {
  test.use({ expectedErrors: [/./] });

  test("cannot act through a signed-in browser, whatever kind of request it makes", async ({
    page,
    holdfast,
  }) => {
    const name = freshName("Forged");
    const body = JSON.stringify({
      json: { name, host: "127.0.0.1", port: 6362, timeoutSeconds: 5 },
    });
    const target = `${holdfast.url}/api/trpc/databases.add`;
    const site = await evilSite(
      `<form id=f method=post enctype=text/plain action="${target}"><input name='${body.slice(0, -1)},"a":"' value='"}'></form>`,
    );
    try {
      await page.goto(site.url);
      const outcomes = await page.evaluate(
        async ({ target, body }) => {
          const tries: RequestInit[] = [
            { method: "POST", body, mode: "no-cors", headers: { "content-type": "text/plain" } },
            { method: "POST", body, headers: { "content-type": "application/json" } },
            { method: "POST", body, mode: "no-cors" },
          ];
          return await Promise.all(
            tries.map((init) =>
              fetch(target, { credentials: "include", ...init }).then(
                (answer) => answer.type,
                () => "blocked",
              ),
            ),
          );
        },
        { target, body },
      );
      expect(outcomes).not.toContain("cors");
      const answered = page.waitForResponse(target);
      await page.evaluate(() => (document.getElementById("f") as HTMLFormElement).submit());
      expect((await answered).status()).toBe(403);
    } finally {
      site.close();
    }
    expect(await holdfast.rows.query(`SELECT 1 FROM "Database" WHERE "name" = $1`, [name])).toEqual(
      [],
    );
  });

  test("cannot read, and cannot frame the console", async ({ page, holdfast }) => {
    const site = await evilSite(`<iframe src="${holdfast.url}/settings/security"></iframe>`);
    try {
      await page.goto(site.url);
      const read = await page.evaluate(
        (url) =>
          fetch(url, { credentials: "include" }).then(
            (answer) => answer.text(),
            () => "blocked",
          ),
        `${holdfast.url}/api/trpc/databases.list`,
      );
      expect(read).toBe("blocked");
      const frame = page.frames().find((one) => one !== page.mainFrame());
      expect(await frame?.getByRole("heading", { name: "Settings" }).count()).toBe(0);
    } finally {
      site.close();
    }
  });
});

test("nobody who is not signed in gets a page, a procedure, a download or a file", async ({
  holdfast,
}) => {
  const get = (where: string) => fetch(`${holdfast.url}${where}`, { redirect: "manual" });
  for (const where of ["/", "/databases", "/runs", "/settings", "/settings/audit"]) {
    const answer = await get(where);
    expect([302, 303, 307, 308], where).toContain(answer.status);
    expect(answer.headers.get("location"), where).toMatch(/sign-in/);
  }
  for (const where of [
    "/api/trpc/databases.list",
    "/api/trpc/security.secrets",
    "/api/restore/20260101T000000Z",
    "/api/audit?format=json",
  ])
    expect([401, 403], where).toContain((await get(where)).status);
  for (const where of ["/api/..%2f..%2fpackage.json", "/_next/static/..%2f..%2f..%2fpackage.json"])
    expect((await get(where)).status, where).toBeGreaterThanOrEqual(400);
});

test("sign-in leads nowhere outside, whatever `next` says", async ({ page, holdfast }) => {
  for (const next of [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "/\t/evil.example",
    "/\n//evil.example",
    "javascript:alert(1)",
  ]) {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await expect(page.getByRole("navigation").first(), next).toBeVisible();
    expect(new URL(page.url()).origin, next).toBe(new URL(holdfast.url).origin);
  }
});

test("what is too long or too much is refused before it is read", async ({ holdfast }) => {
  const send = (body: string, where = "databases.add") =>
    fetch(`${holdfast.url}/api/trpc/${where}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    }).then((answer) => answer.status);
  expect(await send(JSON.stringify({ json: { name: "x".repeat(2_000_000) } }))).toBe(413);
  const batch = Array.from({ length: 60 }, () => "system.status").join(",");
  const many = await fetch(`${holdfast.url}/api/trpc/${batch}?batch=1`);
  expect(many.status).toBe(400);
  const form = await fetch(`${holdfast.url}/api/trpc/databases.add`, {
    method: "POST",
    headers: { "content-type": "text/plain" },
    body: "{}",
  });
  expect(form.status).toBe(415);
});

test("the addresses of clouds' metadata, of Postgres and of the console are no sources", async ({
  page,
  holdfast,
}) => {
  const [postgres] = await holdfast.rows.query<{ port: number }>(
    `SELECT current_setting('port')::int AS port`,
  );
  for (const [host, port, why] of [
    ["169.254.169.254", 80, /metadata service/],
    ["2852039166", 80, /metadata service/],
    ["0xa9fea9fe", 80, /metadata service/],
    ["::ffff:169.254.169.254", 80, /metadata service/],
    ["fe80::1", 80, /link-local/],
    ["0.0.0.0", 6362, /unspecified/],
    ["255.255.255.255", 6362, /broadcast/],
    ["127.0.0.1", postgres?.port ?? 0, /belongs to Holdfast itself/],
    ["localhost", postgres?.port ?? 0, /belongs to Holdfast itself/],
    ["127.1", Number(new URL(holdfast.url).port), /belongs to Holdfast itself/],
  ] as const) {
    const input = { host, port, timeoutSeconds: 5 };
    await expect(
      holdfast.api.databases.add.mutate({ name: freshName("Reach"), ...input }),
      host,
    ).rejects.toThrow(why);
    expect(await holdfast.api.databases.testConnection.mutate(input), host).toMatchObject({
      ok: false,
      error: { code: "address-refused" },
    });
  }
  await page.goto("/databases/new");
  await page.getByLabel("Host").fill("169.254.169.254");
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(page.getByRole("region", { name: "Connection test" })).toContainText(
    "Holdfast does not connect to that address",
  );
});

test("a webhook to this machine or to metadata is not sent, and nothing of an answer comes back", async ({
  own,
}) => {
  let asked = 0;
  const inner = http.createServer((_request, response) => {
    asked++;
    response.end("inner secret");
  });
  await new Promise<void>((resolve) => inner.listen(0, "127.0.0.1", resolve));
  const { port } = inner.address() as AddressInfo;
  try {
    for (const url of [
      `http://127.0.0.1:${port}/`,
      `http://localhost:${port}/`,
      `http://2130706433:${port}/`,
      `http://[::ffff:127.0.0.1]:${port}/`,
      "http://169.254.169.254/latest/meta-data/",
    ]) {
      const { id } = await own.api.alarms.addChannel.mutate({
        name: freshName("Hook"),
        kind: "webhook",
        settings: { url },
        secrets: {},
      });
      const told = JSON.stringify(await own.api.alarms.testChannel.mutate({ id }));
      expect(told, url).toMatch(/Settings > Security|no such address/);
      expect(told, url).not.toContain("inner secret");
    }
    expect(asked).toBe(0);
  } finally {
    inner.close();
  }
});

test("a row that was changed to a forbidden address is refused when the worker connects", async ({
  holdfast,
  database,
}) => {
  await holdfast.rows.query(`UPDATE "Database" SET "host" = '169.254.169.254' WHERE "id" = $1`, [
    database.id,
  ]);
  const answer = await holdfast.api.runs.start.mutate({ databaseId: database.id, asked: "full" });
  if (!answer.ok) throw new Error(answer.reason);
  const run = await holdfast.rows.runEnded(answer.run.id);
  expect(run).toMatchObject({ state: "failed", errorCode: "address-refused" });
  expect(holdfast.setDirectories(database.slug)).toEqual([]);
});

test("names and ids lead out of no directory", async ({ holdfast }) => {
  const name = `../../${freshName("etc")}`;
  const added = await holdfast.api.databases.add.mutate({
    name,
    host: "127.0.0.1",
    port: 6362,
    timeoutSeconds: 5,
  });
  expect(path.dirname(added?.storageDirectory ?? "")).toBe(holdfast.storageRoot);
  for (const directory of ["../x", "a/b", "..", ".", "/tmp/x", "a\\b", "a\0b"])
    await expect(
      holdfast.api.restore.start.mutate({ setId: "x", to: { latest: true }, directory }),
      directory,
    ).rejects.toThrow(/letters, digits/);
});
