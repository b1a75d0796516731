/** Checks what somebody typed into a channel's form against its fields. Pure. */
import { Refusal } from "../refusal.ts";
import { CHANNELS, type ChannelField, type ChannelKind } from "./channel-fields.ts";
import { checkTemplate } from "./template.ts";

type Values = Record<string, string>;

export interface CheckedChannel {
  settings: Values;
  secrets: Values;
}

/**
 * @param before secrets that are set already; those that are not given stay
 * @throws Refusal with the field's name
 */
export function checkChannel(
  kind: ChannelKind,
  given: { settings: Values; secrets: Values },
  before: Values = {},
): CheckedChannel {
  const { fields } = CHANNELS[kind];
  const known = new Map(fields.map((field) => [field.key, field]));
  for (const key of [...Object.keys(given.settings), ...Object.keys(given.secrets)])
    if (!known.has(key))
      throw new Refusal("invalid", `${CHANNELS[kind].name} has no field "${key}"`);
  const settings: Values = {};
  const secrets: Values = {};
  for (const field of fields) {
    const value = field.secret
      ? given.secrets[field.key]?.trim() || before[field.key] || ""
      : (given.settings[field.key] ?? field.initial ?? "").trim();
    checkField(field, value);
    if (value !== "") (field.secret ? secrets : settings)[field.key] = value;
  }
  if (kind === "webhook" && settings.template) checkTemplate(settings.template);
  if (kind === "email") checkMail(settings);
  return { settings, secrets };
}

function checkField(field: ChannelField, value: string): void {
  const no = (why: string): never => {
    throw new Refusal("invalid", `${field.label}: ${why}`);
  };
  if (value === "") {
    if (field.required) no("it must be given");
    return;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they would end a header or a line
  if (field.type !== "area" && /[\u0000-\u001f\u007f]/.test(value))
    no("it holds control characters");
  if (field.type === "url" && !/^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : ""))
    no("it must be an address that begins with https:// or http://");
  if (
    field.type === "number" &&
    !(Number.isInteger(Number(value)) && Number(value) >= 1 && Number(value) <= 65_535)
  )
    no("it must be a port from 1 to 65535");
  if (field.options && !field.options.some((option) => option.value === value))
    no(`it must be one of ${field.options.map((option) => option.value).join(", ")}`);
}

const MOST_RECEIVERS = 50;
const MAIL = /^[^\s@<>,]+@[^\s@<>,]+$/;

function checkMail({ from = "", to = "" }: Values): void {
  const receivers = to.split(",").map((one) => one.trim());
  if (receivers.length > MOST_RECEIVERS)
    throw new Refusal("invalid", `To: at most ${MOST_RECEIVERS} addresses`);
  for (const one of receivers)
    if (!MAIL.test(one)) throw new Refusal("invalid", `To: "${one}" is no mail address`);
  const bare = /^[^<>]*<([^<>]+)>$/.exec(from)?.[1] ?? from;
  if (!MAIL.test(bare)) throw new Refusal("invalid", `From: "${from}" is no mail address`);
}
