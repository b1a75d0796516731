import { env } from "./env.ts";

type Fields = Record<string, string | number | boolean | null | undefined>;

/** One line per event, ids and figures as fields, never secrets. */
export interface Log {
  info(event: string, fields?: Fields): void;
  warn(event: string, fields?: Fields): void;
  error(event: string, fields?: Fields): void;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** A value on one line: names and messages come from outside, and must not look like lines of their own. */
const oneLine = (value: Fields[string]): string =>
  String(value).replace(CONTROL, (sign) =>
    sign === "\n" ? "\\n" : `\\x${sign.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );

/** As it is written: one line, whatever is in the fields. */
export const line = (level: string, event: string, fields: Fields = {}): string =>
  [level, event, ...Object.entries(fields).map(([key, value]) => `${key}=${oneLine(value)}`)].join(
    " ",
  );

export const log: Log = {
  info: (event, fields) => {
    if (env.logLevel !== "silent") process.stdout.write(`${line("info", event, fields)}\n`);
  },
  warn: (event, fields) => {
    if (env.logLevel !== "silent") process.stderr.write(`${line("warning", event, fields)}\n`);
  },
  error: (event, fields) => {
    if (env.logLevel !== "silent") process.stderr.write(`${line("error", event, fields)}\n`);
  },
};

/** The message of anything that was thrown. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
