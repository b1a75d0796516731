/** What each kind of channel needs to be told. Pure data, safe for a browser; the form is drawn from it. */

export const CHANNEL_KINDS = [
  "email",
  "webhook",
  "slack",
  "discord",
  "teams",
  "telegram",
  "ntfy",
] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

export interface ChannelField {
  key: string;
  label: string;
  help?: string;
  secret?: boolean;
  required?: boolean;
  type?: "text" | "url" | "number" | "area";
  options?: { value: string; label: string }[];
  initial?: string;
}

interface ChannelRow {
  name: string;
  about: string;
  fields: readonly ChannelField[];
}

/** The body that a webhook sends when none is written: all that there is to say. */
export const DEFAULT_TEMPLATE = `{
  "event": "{{event}}",
  "severity": "{{severity}}",
  "kind": "{{kind}}",
  "database": "{{database}}",
  "subject": "{{subject}}",
  "text": "{{text}}",
  "link": "{{link}}",
  "at": "{{at}}",
  "delivery": "{{delivery}}"
}`;

export const CHANNELS: Record<ChannelKind, ChannelRow> = {
  email: {
    name: "E-mail",
    about: "By your own mail server (SMTP).",
    fields: [
      { key: "host", label: "Mail server", required: true },
      { key: "port", label: "Port", type: "number", required: true, initial: "587" },
      {
        key: "tls",
        label: "Encryption",
        required: true,
        initial: "starttls",
        options: [
          { value: "starttls", label: "STARTTLS, required" },
          { value: "tls", label: "TLS from the start" },
          { value: "none", label: "None" },
        ],
      },
      {
        key: "certificates",
        label: "Certificate",
        initial: "check",
        options: [
          { value: "check", label: "Must be valid" },
          { value: "any", label: "Any, also self-signed" },
        ],
      },
      { key: "user", label: "User", help: "Empty if the server wants none" },
      { key: "password", label: "Password", secret: true },
      { key: "from", label: "From", required: true, help: "For example holdfast@example.org" },
      { key: "to", label: "To", required: true, help: "Several with commas between" },
    ],
  },
  webhook: {
    name: "Webhook",
    about: "A signed POST to an address of yours, with a body that you shape.",
    fields: [
      { key: "url", label: "Address", type: "url", required: true },
      {
        key: "key",
        label: "Signing key",
        secret: true,
        help: "Signs each delivery with HMAC-SHA256 over time and body",
      },
      {
        key: "authorization",
        label: "Authorization header",
        secret: true,
        help: "Sent as it is, for example Bearer and a token",
      },
      {
        key: "template",
        label: "Body",
        type: "area",
        initial: DEFAULT_TEMPLATE,
        help: "JSON with {{event}}, {{severity}}, {{kind}}, {{database}}, {{subject}}, {{text}}, {{safe}}, {{advice}}, {{link}}, {{at}}, {{delivery}}, {{count}}",
      },
    ],
  },
  slack: {
    name: "Slack",
    about: "An incoming webhook of a Slack app.",
    fields: [{ key: "url", label: "Webhook address", type: "url", secret: true, required: true }],
  },
  discord: {
    name: "Discord",
    about: "A webhook of a channel.",
    fields: [{ key: "url", label: "Webhook address", type: "url", secret: true, required: true }],
  },
  teams: {
    name: "Microsoft Teams",
    about: "A workflow that posts to a channel when a webhook request is received.",
    fields: [{ key: "url", label: "Workflow address", type: "url", secret: true, required: true }],
  },
  telegram: {
    name: "Telegram",
    about: "A bot that writes to a chat.",
    fields: [
      { key: "token", label: "Bot token", secret: true, required: true },
      { key: "chat", label: "Chat id", required: true, help: "Or @name of a channel" },
      {
        key: "api",
        label: "Bot API address",
        type: "url",
        initial: "https://api.telegram.org",
        help: "Another one for a Bot API server of your own",
      },
    ],
  },
  ntfy: {
    name: "ntfy",
    about: "A topic on ntfy.sh or on a server of your own.",
    fields: [
      { key: "server", label: "Server", type: "url", required: true, initial: "https://ntfy.sh" },
      { key: "topic", label: "Topic", required: true },
      { key: "token", label: "Access token", secret: true, help: "Empty if the topic is open" },
    ],
  },
};
