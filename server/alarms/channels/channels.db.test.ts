import { createHmac } from "node:crypto";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { savePolicy } from "../../reach/index.ts";
import { testContext } from "../../testing/context.ts";
import { type Receiver, startReceiver } from "../../testing/receiver.ts";
import * as services from "../../testing/services.ts";
import type { ChannelKind } from "../channel-fields.ts";
import { composeMessage, testMessage } from "../message.ts";
import { sendLetter, sendPing } from "./index.ts";

const ctx = testContext();
const at = new Date("2026-03-01T12:00:00Z");
const raised = composeMessage(
  "raised",
  [
    {
      id: "0190a1b2-0000-7000-8000-000000000001",
      kind: "mass-change",
      severity: "critical",
      sentence: "transaction 42 deleted 4,000 of about 9,000 nodes (44 %)",
      databaseName: "orders",
      databaseSlug: "orders",
      links: { setId: "20260301", restoreTx: 41 },
      raisedAt: at,
    },
  ],
  { origin: "https://holdfast.example", at },
);
let receiver: Receiver;
beforeAll(() => savePolicy(ctx, { sourcesOnly: [], webhookAllow: ["127.0.0.1"] }));
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const send = (
  kind: ChannelKind,
  settings: Record<string, string>,
  secrets: Record<string, string>,
  message = raised,
) => sendLetter(ctx, kind, { message, deliveryId: "d-1", settings, secrets, at });
const last = () => receiver.requests.at(-1);

test("Slack takes the message, and its own words come back when it does not", async () => {
  receiver.answer(services.slack);
  const url = `${receiver.url}/services/T0/B0/x`;
  expect(await send("slack", {}, { url })).toMatchObject({ ok: true, status: 200, text: "ok" });
  expect(await send("slack", {}, { url: `${receiver.url}/gone/T0` })).toMatchObject({
    ok: false,
    status: 404,
    text: "no_service",
    retry: false,
  });
});

test("Discord is asked to wait and gives the message back; an unknown webhook is final", async () => {
  receiver.answer(services.discord);
  const url = `${receiver.url}/api/webhooks/123/abc-DEF`;
  expect(await send("discord", {}, { url })).toMatchObject({ ok: true, status: 200 });
  expect(last()?.path).toBe("/api/webhooks/123/abc-DEF?wait=true");
  const gone = await send("discord", {}, { url: `${receiver.url}/api/webhooks/x` });
  expect(gone).toMatchObject({ ok: false, status: 404, retry: false });
  expect(gone.text).toContain("Unknown Webhook");
});

test("Teams gets one adaptive card, with a button for the restore", async () => {
  receiver.answer(services.teams);
  const url = `${receiver.url}/workflows/1/triggers/manual/paths/invoke?sig=s3cret-signature`;
  expect(await send("teams", {}, { url })).toMatchObject({ ok: true, status: 202 });
  const { actions } = JSON.parse(last()?.body ?? "").attachments[0].content;
  expect(actions[1]).toMatchObject({ type: "Action.OpenUrl", title: "Restore to before it" });
});

test("Telegram is sent plain text by the bot, and says so when the token is wrong", async () => {
  receiver.answer(services.telegram("123:abc"));
  const settings = { api: receiver.url, chat: "-100200" };
  expect(await send("telegram", settings, { token: "123:abc" })).toMatchObject({ ok: true });
  expect(JSON.parse(last()?.body ?? "")).toMatchObject({ chat_id: "-100200" });
  expect(JSON.parse(last()?.body ?? "")).not.toHaveProperty("parse_mode");
  const wrong = await send("telegram", settings, { token: "999:zzz" });
  expect(wrong).toMatchObject({ ok: false, status: 401, retry: false });
  expect(wrong.text).toContain("Unauthorized");
});

test("Telegram's wish to wait, and its no behind a 200, are understood", async () => {
  receiver.answer(() => ({
    status: 429,
    body: JSON.stringify({ ok: false, error_code: 429, parameters: { retry_after: 35 } }),
  }));
  const settings = { api: receiver.url, chat: "1" };
  const wait = await send("telegram", settings, { token: "1:a" });
  expect(wait).toMatchObject({ ok: false, retry: true, retryAfterMillis: 35_000 });
  receiver.answer(() => ({ status: 200, body: '{"ok":false,"description":"no"}' }));
  expect(await send("telegram", settings, { token: "1:a" })).toMatchObject({ ok: false });
});

test("ntfy gets JSON at its root with the token, and refuses without", async () => {
  receiver.answer(services.ntfy("tk_good"));
  const settings = { server: `${receiver.url}/`, topic: "ops" };
  expect(await send("ntfy", settings, { token: "tk_good" })).toMatchObject({ ok: true });
  expect(JSON.parse(last()?.body ?? "")).toMatchObject({ topic: "ops", priority: 5 });
  const refused = await send("ntfy", settings, {});
  expect(refused).toMatchObject({ ok: false, status: 403, retry: false });
});

test("a webhook's signature can be computed again from what arrived, and its key arrives nowhere", async () => {
  const settings = { url: `${receiver.url}/hook`, template: '{"t":"{{text}}","d":"{{delivery}}"}' };
  await send("webhook", settings, { key: "the signing key", authorization: "Bearer abc-token" });
  const { headers = {}, body = "" } = last() ?? {};
  const seconds = headers["x-holdfast-timestamp"];
  const expected = createHmac("sha256", "the signing key").update(`${seconds}.${body}`);
  expect(headers["x-holdfast-signature"]).toBe(`sha256=${expected.digest("hex")}`);
  expect(headers.authorization).toBe("Bearer abc-token");
  expect(JSON.parse(body)).toMatchObject({ d: "d-1" });
  expect(JSON.stringify(last())).not.toContain("the signing key");
});

test("a receiver that echoes a secret does not get it into what is shown", async () => {
  receiver.answer((request) => ({ status: 500, body: `bad ${request.headers.authorization}` }));
  const answer = await send(
    "webhook",
    { url: receiver.url },
    { authorization: "Bearer abc-token" },
  );
  expect(answer).toMatchObject({ ok: false, status: 500, retry: true });
  expect(answer.text).toBe("bad (secret)");
});

test("a redirect is not followed, and an endless answer is cut", async () => {
  receiver.answer(() => ({ status: 302, headers: { location: "http://127.0.0.1:1/" } }));
  const moved = await send("webhook", { url: receiver.url }, {});
  expect(moved).toMatchObject({ ok: false, status: 302, retry: false });
  expect(moved.text).toContain("redirects are not followed");
  receiver.answer(() => ({ status: 200, body: "x".repeat(1_000_000) }));
  expect((await send("webhook", { url: receiver.url }, {})).text.length).toBeLessThanOrEqual(501);
});

test("what the reach policy forbids is not tried again, and what does not listen is", async () => {
  const metadata = await send("webhook", { url: "http://169.254.169.254/latest" }, {});
  expect(metadata).toMatchObject({ ok: false, status: null, retry: false });
  const closed = await startReceiver();
  await closed.close();
  const nobody = await send("webhook", { url: closed.url }, {});
  expect(nobody).toMatchObject({ ok: false, status: null, retry: true });
  expect(nobody.text).toContain("ECONNREFUSED");
});

test("the test message names who asked for it", async () => {
  await send("webhook", { url: receiver.url }, {}, testMessage(null, "Ada", at));
  expect(JSON.parse(last()?.body ?? "")).toMatchObject({ event: "test", severity: "info" });
  expect(last()?.body).toContain("Ada asked for this message");
});

test("pings go to the addresses that healthchecks documents, with the run's id", async () => {
  const check = "5b4c8a1e-0000-4000-8000-000000000001";
  receiver.answer(services.healthchecks(check));
  const ping = { base: `${receiver.url}/${check}`, runId: "r-1", text: "full", at };
  for (const signal of ["start", "success", "fail"] as const)
    expect(await sendPing(ctx, { ...ping, signal })).toMatchObject({ ok: true, text: "OK" });
  expect(receiver.requests.map(({ path }) => path)).toEqual([
    `/${check}/start?rid=r-1`,
    `/${check}?rid=r-1`,
    `/${check}/fail?rid=r-1`,
  ]);
});
