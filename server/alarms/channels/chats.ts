/** Slack, Discord and Teams: each its own JSON to a secret address. */
import type { Severity } from "../catalogue.ts";
import type { Message } from "../message.ts";
import type { Letter, Send } from "./channel.ts";
import { json, post } from "./post.ts";

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

/** Slack takes three characters for itself. */
const slackText = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

const detail = (message: Message): string[] => [
  ...message.lines,
  ...(message.safe ? [`Still safe: ${message.safe}`] : []),
  ...(message.advice ? [`What to do: ${message.advice}`] : []),
];

const allLinks = (message: Message): { label: string; url: string }[] => [
  ...(message.link ? [{ label: "Open in Holdfast", url: message.link }] : []),
  ...message.links,
];

/** Blocks with a plain fallback; header texts have at most 150 characters, sections 3000. */
export function slackBody(message: Message) {
  const links = allLinks(message).map(({ label, url }) => `<${url}|${slackText(label)}>`);
  return {
    text: slackText(message.subject),
    blocks: [
      {
        type: "header",
        text: { type: "plain_text", text: cut(message.subject, 150), emoji: false },
      },
      {
        type: "section",
        text: { type: "mrkdwn", text: cut(slackText(detail(message).join("\n")), 2_900) },
      },
      ...(links.length > 0
        ? [{ type: "context", elements: [{ type: "mrkdwn", text: links.join(" · ") }] }]
        : []),
    ],
  };
}

const DISCORD_COLOURS: Record<Severity, number> = {
  critical: 0xb42318,
  warning: 0xb7791f,
  info: 0x667085,
};
const GOOD_COLOUR = 0x1f6f43;

/** One embed; nobody is mentioned, whatever a name holds. */
export function discordBody(message: Message) {
  const links = allLinks(message).map(({ label, url }) => `[${label}](${url})`);
  return {
    username: "Holdfast",
    content: "",
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: cut(message.subject, 256),
        description: cut([...detail(message), links.join(" · ")].filter(Boolean).join("\n"), 4_000),
        color: message.event === "resolved" ? GOOD_COLOUR : DISCORD_COLOURS[message.severity],
        timestamp: message.at,
        ...(message.link ? { url: message.link } : {}),
      },
    ],
  };
}

const TEAMS_COLOURS: Record<Severity, string> = {
  critical: "Attention",
  warning: "Warning",
  info: "Default",
};

/** A message with one adaptive card, as workflows take it. */
export function teamsBody(message: Message) {
  const text = (value: string, rest: Record<string, unknown> = {}) => ({
    type: "TextBlock",
    text: value,
    wrap: true,
    ...rest,
  });
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          body: [
            text(message.subject, {
              weight: "Bolder",
              size: "Medium",
              color: message.event === "resolved" ? "Good" : TEAMS_COLOURS[message.severity],
            }),
            ...detail(message).map((line) => text(line)),
          ],
          actions: allLinks(message).map(({ label, url }) => ({
            type: "Action.OpenUrl",
            title: label,
            url,
          })),
        },
      },
    ],
  };
}

const sendJson =
  (body: (message: Message) => unknown): Send =>
  (ctx, { secrets, message, at }: Letter) =>
    post(ctx, { url: secrets.url ?? "", ...json(body(message)) }, at);

export const sendSlack = sendJson(slackBody);
export const sendTeams = sendJson(teamsBody);
/** Asks Discord to wait, so that its answer says whether the message was taken. */
export const sendDiscord: Send = (ctx, letter) => {
  const url = letter.secrets.url ?? "";
  const waiting = URL.canParse(url) ? new URL(url) : null;
  waiting?.searchParams.set("wait", "true");
  return post(ctx, { url: waiting?.href ?? url, ...json(discordBody(letter.message)) }, letter.at);
};
