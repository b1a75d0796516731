import { env } from "./env.ts";

type Fields = Record<string, string | number | boolean | null | undefined>;

/** One line per event, ids and figures as fields, never secrets. */
export interface Log {
  info(event: string, fields?: Fields): void;
  warn(event: string, fields?: Fields): void;
  error(event: string, fields?: Fields): void;
}

const line = (level: string, event: string, fields: Fields = {}): string =>
  [level, event, ...Object.entries(fields).map(([key, value]) => `${key}=${value}`)].join(" ");

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
