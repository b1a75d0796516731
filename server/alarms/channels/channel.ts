import type { Context } from "../../context.ts";
import type { Message } from "../message.ts";

/** One message on its way to one receiver. */
export interface Letter {
  message: Message;
  /** The same each time it is tried: a receiver can tell a repetition by it. */
  deliveryId: string;
  settings: Record<string, string>;
  secrets: Record<string, string>;
  at: Date;
}

/** What a receiver answered, and whether it is worth trying again. */
export interface Answer {
  ok: boolean;
  status: number | null;
  text: string;
  retry: boolean;
  /** The receiver's own wish. */
  retryAfterMillis?: number;
}

/** @returns what the receiver answered; an answer that never came is one as well */
export type Send = (ctx: Pick<Context, "db">, letter: Letter) => Promise<Answer>;

const FIRST_CHARACTERS = 500;

/** The first characters of an answer, for a person to read. */
export const firstOf = (text: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an answer may hold anything
  const flat = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f]+/g, " ").trim();
  return flat.length > FIRST_CHARACTERS ? `${flat.slice(0, FIRST_CHARACTERS)}…` : flat;
};

/** Takes every secret out of a text that is shown or stored. */
export function withoutSecrets(text: string, secrets: Record<string, string>): string {
  let clean = text;
  for (const secret of Object.values(secrets))
    if (secret.length >= 4) clean = clean.replaceAll(secret, "(secret)");
  return clean;
}
