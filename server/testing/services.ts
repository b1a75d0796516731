/** How the real services check and answer, as their documentation has it. */
import type { Received, Reply } from "./receiver.ts";

interface Json {
  [key: string]: unknown;
}

function read(body: string): Json | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Json) : null;
  } catch {
    return null;
  }
}

const json = (status: number, body: unknown): Reply => ({
  status,
  body: JSON.stringify(body),
  headers: { "content-type": "application/json" },
});
const isJson = ({ headers }: Received): boolean =>
  (headers["content-type"] ?? "").startsWith("application/json");

/** Slack's incoming webhooks: plain words for an answer. */
export function slack(request: Received): Reply {
  if (!request.path.startsWith("/services/")) return { status: 404, body: "no_service" };
  const body = isJson(request) ? read(request.body) : null;
  if (!body) return { status: 400, body: "invalid_payload" };
  if (!body.text && !body.blocks) return { status: 400, body: "no_text" };
  for (const block of (body.blocks ?? []) as { type: string; text?: { text: string } }[]) {
    const limit = block.type === "header" ? 150 : 3_000;
    if (block.text && (block.text.text.length === 0 || block.text.text.length > limit))
      return { status: 400, body: "invalid_blocks" };
  }
  return { status: 200, body: "ok" };
}

/** Discord's execute webhook: nothing, or with `wait` the message. */
export function discord(request: Received): Reply {
  const url = new URL(request.path, "http://localhost");
  if (!/^\/api\/webhooks\/\d+\/[\w-]+$/.test(url.pathname))
    return json(404, { message: "Unknown Webhook", code: 10015 });
  const body = isJson(request) ? read(request.body) : null;
  const embeds = (body?.embeds ?? []) as { title?: string; description?: string }[];
  if (!body || (!body.content && embeds.length === 0))
    return json(400, { message: "Cannot send an empty message", code: 50006 });
  for (const { title = "", description = "" } of embeds)
    if (title.length > 256 || description.length > 4_096)
      return json(400, { embeds: ["Must be 4096 or fewer in length."] });
  return url.searchParams.get("wait") === "true"
    ? json(200, { id: "1", type: 0, embeds })
    : { status: 204 };
}

/** A Teams workflow that is started by a webhook request. */
export function teams(request: Received): Reply {
  const body = isJson(request) ? read(request.body) : null;
  const [card] = (body?.attachments ?? []) as { contentType?: string; content?: Json }[];
  const isCard =
    body?.type === "message" &&
    card?.contentType === "application/vnd.microsoft.card.adaptive" &&
    card.content?.type === "AdaptiveCard";
  if (!isCard)
    return json(400, {
      error: { code: "TriggerInputSchemaMismatch", message: "The input body is not as expected." },
    });
  return { status: 202 };
}

/** Telegram's Bot API. */
export const telegram =
  (token: string) =>
  (request: Received): Reply => {
    if (request.path !== `/bot${token}/sendMessage`)
      return json(401, { ok: false, error_code: 401, description: "Unauthorized" });
    const body = isJson(request) ? read(request.body) : null;
    if (!body?.chat_id)
      return json(400, {
        ok: false,
        error_code: 400,
        description: "Bad Request: chat not found",
      });
    const text = String(body.text ?? "");
    if (text.length === 0 || text.length > 4_096)
      return json(400, {
        ok: false,
        error_code: 400,
        description: "Bad Request: message is too long",
      });
    return json(200, { ok: true, result: { message_id: 7, text } });
  };

/** ntfy, published to as JSON. */
export const ntfy =
  (token: string) =>
  (request: Received): Reply => {
    if (request.path !== "/" || request.method !== "POST")
      return json(404, { code: 40401, http: 404, error: "page not found" });
    if (request.headers.authorization !== `Bearer ${token}`)
      return json(403, { code: 40301, http: 403, error: "forbidden" });
    const body = read(request.body);
    if (!body?.topic) return json(400, { code: 40009, http: 400, error: "invalid request" });
    const priority = Number(body.priority ?? 3);
    const actions = (body.actions ?? []) as unknown[];
    if (priority < 1 || priority > 5 || actions.length > 3)
      return json(400, { code: 40007, http: 400, error: "invalid request" });
    return json(200, { id: "hwQ2YpKdmg", event: "message", topic: body.topic });
  };

/** A healthchecks server that knows one check. */
export const healthchecks =
  (check: string) =>
  (request: Received): Reply => {
    const { pathname } = new URL(request.path, "http://localhost");
    const [, id = "", signal = ""] = /^\/([\w-]+)(?:\/(start|fail|log|\d+))?$/.exec(pathname) ?? [];
    if (id !== check) return { status: 200, body: "OK (not found)" };
    return { status: 200, body: signal === "rate" ? "OK (rate limited)" : "OK" };
  };
