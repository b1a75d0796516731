import { createHmac } from "node:crypto";
import { DEFAULT_TEMPLATE } from "../channel-fields.ts";
import { type Message, plainText } from "../message.ts";
import { fillTemplate, type TemplateValues } from "../template.ts";
import type { Letter, Send } from "./channel.ts";
import { post } from "./post.ts";

const valuesOf = (message: Message, deliveryId: string): TemplateValues => ({
  event: message.event,
  severity: message.severity,
  kind: message.kind,
  database: message.database,
  subject: message.subject,
  text: plainText(message),
  safe: message.safe,
  advice: message.advice,
  link: message.link ?? "",
  at: message.at,
  delivery: deliveryId,
  count: String(message.count),
});

/** What the receiver computes again: HMAC-SHA256 over the time, a dot, and the body as it came. */
export const signatureOf = (key: string, seconds: number, body: string): string =>
  `sha256=${createHmac("sha256", key).update(`${seconds}.${body}`).digest("hex")}`;

/** The request of a letter. */
export function webhookRequest({ message, deliveryId, settings, secrets, at }: Letter) {
  const body = fillTemplate(settings.template || DEFAULT_TEMPLATE, valuesOf(message, deliveryId));
  const seconds = Math.floor(at.getTime() / 1_000);
  return {
    url: settings.url ?? "",
    body,
    headers: {
      "content-type": "application/json",
      "x-holdfast-delivery": deliveryId,
      "x-holdfast-event": message.event,
      "x-holdfast-timestamp": String(seconds),
      ...(secrets.key ? { "x-holdfast-signature": signatureOf(secrets.key, seconds, body) } : {}),
      ...(secrets.authorization ? { authorization: secrets.authorization } : {}),
    },
  };
}

/** A POST with a body of the receiver's choice. */
export const sendWebhook: Send = (ctx, letter) => post(ctx, webhookRequest(letter), letter.at);
