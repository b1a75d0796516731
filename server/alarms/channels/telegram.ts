import { type Message, plainText } from "../message.ts";
import type { Send } from "./channel.ts";
import { json, post } from "./post.ts";

const LONGEST_TEXT = 4_096;

/** Plain text, so that no name can be taken for markup. */
export const telegramBody = (message: Message, chat: string) => ({
  chat_id: chat,
  text: plainText(message).slice(0, LONGEST_TEXT),
  link_preview_options: { is_disabled: true },
  disable_notification: message.severity === "info",
});

/** Telegram says no with a 200 now and then, and how long to wait within the answer. */
export const sendTelegram: Send = async (ctx, { settings, secrets, message, at }) => {
  const api = (settings.api || "https://api.telegram.org").replace(/\/+$/, "");
  const answer = await post(
    ctx,
    {
      url: `${api}/bot${encodeURI(secrets.token ?? "")}/sendMessage`,
      ...json(telegramBody(message, settings.chat ?? "")),
    },
    at,
  );
  const said = read(answer.text);
  if (!said) return answer;
  const wait = said.parameters?.retry_after;
  return {
    ...answer,
    ok: answer.ok && said.ok === true,
    ...(typeof wait === "number" ? { retryAfterMillis: Math.min(wait, 3_600) * 1_000 } : {}),
  };
};

function read(text: string): { ok?: unknown; parameters?: { retry_after?: unknown } } | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    return null; // longer than what is kept of it, or no JSON
  }
}
