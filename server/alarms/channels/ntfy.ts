import type { Severity } from "../catalogue.ts";
import { type Message, plainText } from "../message.ts";
import type { Send } from "./channel.ts";
import { json, post } from "./post.ts";

const PRIORITIES: Record<Severity, number> = { critical: 5, warning: 4, info: 3 };
const TAGS: Record<Severity, string> = {
  critical: "rotating_light",
  warning: "warning",
  info: "information_source",
};
const MOST_ACTIONS = 3;
const LONGEST_TEXT = 3_900;

/** Published as JSON to the server's root, so that any character may be in it. */
export function ntfyBody(message: Message, topic: string) {
  const isGood = message.event === "resolved";
  const [, ...rest] = plainText(message).split("\n\n");
  return {
    topic,
    title: message.subject.slice(0, 250),
    message: rest.join("\n\n").slice(0, LONGEST_TEXT) || message.subject,
    priority: isGood ? PRIORITIES.info : PRIORITIES[message.severity],
    tags: [isGood ? "white_check_mark" : TAGS[message.severity]],
    ...(message.link ? { click: message.link } : {}),
    actions: message.links
      .slice(0, MOST_ACTIONS)
      .map(({ label, url }) => ({ action: "view", label, url })),
  };
}

export const sendNtfy: Send = (ctx, { settings, secrets, message, at }) => {
  const body = json(ntfyBody(message, settings.topic ?? ""));
  return post(
    ctx,
    {
      url: `${(settings.server ?? "").replace(/\/+$/, "")}/`,
      ...body,
      headers: {
        ...body.headers,
        ...(secrets.token ? { authorization: `Bearer ${secrets.token}` } : {}),
      },
    },
    at,
  );
};
