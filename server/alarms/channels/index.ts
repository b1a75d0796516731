import type { Context } from "../../context.ts";
import type { ChannelKind } from "../channel-fields.ts";
import { type Answer, firstOf, type Letter, type Send, withoutSecrets } from "./channel.ts";
import { sendDiscord, sendSlack, sendTeams } from "./chats.ts";
import { sendEmail } from "./email.ts";
import { sendNtfy } from "./ntfy.ts";
import { sendTelegram } from "./telegram.ts";
import { sendWebhook } from "./webhook.ts";

export { type Answer, type Letter, withoutSecrets } from "./channel.ts";
export { type PingSignal, sendPing } from "./ping.ts";

const SENDERS: Record<ChannelKind, Send> = {
  email: sendEmail,
  webhook: sendWebhook,
  slack: sendSlack,
  discord: sendDiscord,
  teams: sendTeams,
  telegram: sendTelegram,
  ntfy: sendNtfy,
};

/** Sends a letter, and keeps the channel's secrets out of what is told of the answer. */
export async function sendLetter(
  ctx: Pick<Context, "db">,
  kind: ChannelKind,
  letter: Letter,
): Promise<Answer> {
  const answer = await SENDERS[kind](ctx, letter);
  return { ...answer, text: firstOf(withoutSecrets(answer.text, letter.secrets)) };
}
