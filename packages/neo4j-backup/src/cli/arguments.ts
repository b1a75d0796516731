/** Reads a command line: `-name value`, `--name value`, `-name=value`, `--name=value`, in any order. */
import { BackupError } from "../catalogue/index.ts";
import type { OptionRow, OptionTable } from "./options.ts";

export interface Arguments<T extends OptionTable> {
  text(name: keyof T & string): string | undefined;
  flag(name: keyof T & string, otherwise: boolean): boolean;
  /** A flag that may be something else too: `true`, `false`, or one of its row's other words. */
  choice(name: keyof T & string, otherwise: string): string;
  /** What is no option and no option's value. */
  words: string[];
  /** Options that are in no table: the Java tool says nothing about them. */
  unknown: string[];
}

export const usage = (detail: string): BackupError => new BackupError("usage", { detail });

const NAME = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s;
const TRUTH: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["false", false],
]);

/** @throws BackupError usage */
export function parseArguments<T extends OptionTable>(argv: string[], table: T): Arguments<T> {
  const values = new Map<string, string | true>();
  const words: string[] = [];
  const unknown: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] as string;
    const [, name, attached] = NAME.exec(argument) ?? [];
    if (name === undefined) {
      words.push(argument);
      continue;
    }
    const row = Object.hasOwn(table, name) ? table[name] : undefined;
    const next = argv[i + 1];
    const takesNext =
      attached === undefined &&
      next !== undefined &&
      !NAME.test(next) &&
      (row?.value !== "flag" || isFlagWord(row, next));
    if (takesNext) i++;
    const value = attached ?? (takesNext ? (next as string) : true);
    if (!row) unknown.push(argument);
    else values.set(name, value);
  }
  return {
    text: (name) => {
      const value = values.get(name);
      if (value === true || value === "") throw usage(`-${name} needs a value`);
      return value;
    },
    flag: (name, otherwise) => {
      const value = values.get(name);
      if (value === undefined || value === true) return value ?? otherwise;
      const truth = TRUTH.get(value.toLowerCase());
      if (truth === undefined) throw usage(`-${name} is true or false, not ${value}`);
      return truth;
    },
    choice: (name, otherwise) => {
      const value = values.get(name);
      if (value === undefined || value === true) return value ? "true" : otherwise;
      const row = table[name] as OptionRow;
      if (!isFlagWord(row, value))
        throw usage(
          `-${name} is ${["true", "false", ...(row.also ?? [])].join(", ")}, not ${value}`,
        );
      return value.toLowerCase();
    },
    words,
    unknown,
  };
}

const isFlagWord = (row: OptionRow, word: string): boolean =>
  TRUTH.has(word.toLowerCase()) || row.also?.includes(word.toLowerCase()) === true;

const UNIT_MILLIS: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
]);

/** A time: plain numbers are seconds. @returns milliseconds @throws BackupError usage */
export function parseDuration(text: string, option = "timeout"): number {
  const [, count, unit] = /^(\d{1,12})([a-z]*)$/i.exec(text) ?? [];
  const millis = UNIT_MILLIS.get((unit || "s").toLowerCase());
  if (count === undefined || millis === undefined || Number(count) === 0)
    throw usage(`-${option} is a number with ms, s, m or h behind it, not ${text}`);
  return Number(count) * millis;
}

const UNIT_BYTES: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["k", 1024],
  ["m", 1024 ** 2],
  ["g", 1024 ** 3],
]);

/** A size: plain numbers are bytes. @throws BackupError usage */
export function parseSize(text: string, option: string): number {
  const [, count, unit] = /^(\d{1,12})([a-z]?)$/i.exec(text) ?? [];
  const bytes = UNIT_BYTES.get((unit ?? "").toLowerCase());
  if (count === undefined || bytes === undefined || Number(count) === 0)
    throw usage(`-${option} is a number with k, m or g behind it, not ${text}`);
  return Number(count) * bytes;
}

/** @throws BackupError usage */
export function parsePort(text: string, least = 1): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port < least || port > 65_535)
    throw usage(`a port is a number from ${least} to 65535, not ${text}`);
  return port;
}
