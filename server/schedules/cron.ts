import { Cron } from "croner";
import cronstrue from "cronstrue";

const LONGEST = 100;
/** Any day will do to see whether an expression ever comes due. */
const ANY_DAY = Date.UTC(2024, 0, 1);

/** A cron expression of five fields, taken by the clock on the wall: what it means in a zone is up to `slots.ts`. */
export interface WallCron {
  /** As it is kept: single spaces. */
  text: string;
  /** The hour is `*`: it goes by elapsed time, so each pass through an hour that comes twice counts. */
  isEveryHour: boolean;
  /** The first reading of the clock after `wall`; null when there is none. Milliseconds as if the clock were UTC. */
  next(wall: number): number | null;
}

export type CronAnswer = { ok: true; cron: WallCron } | { ok: false; reason: string };

const known = new Map<string, WallCron>();
const MOST_KNOWN = 2_000;

/** Reads an expression, or says in words what is wrong with it. */
export function readCron(typed: string): CronAnswer {
  const text = typed.trim().replace(/\s+/g, " ");
  const before = known.get(text);
  if (before) return { ok: true, cron: before };
  const reason = refusalOf(text);
  if (reason) return { ok: false, reason };
  let pattern: Cron;
  try {
    pattern = new Cron(text, { mode: "5-part", utcOffset: 0 });
  } catch (thrown) {
    return { ok: false, reason: reasonOf(thrown) };
  }
  if (!pattern.nextRun(new Date(ANY_DAY)))
    return { ok: false, reason: "There is no such date: it would never come due." };
  const cron: WallCron = {
    text,
    isEveryHour: text.split(" ")[1] === "*",
    next: (wall) => pattern.nextRun(new Date(wall))?.getTime() ?? null,
  };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, cron);
  return { ok: true, cron };
}

/** An expression that was read before. @throws Error on one that is not valid. */
export function cronOf(text: string): WallCron {
  const answer = readCron(text);
  if (!answer.ok) throw new Error(`stored cron expression "${text}": ${answer.reason}`);
  return answer.cron;
}

function refusalOf(text: string): string | null {
  if (text === "") return "Enter a cron expression, such as 0 2 * * 0.";
  if (text.length > LONGEST) return `At most ${LONGEST} characters.`;
  if (text.startsWith("@"))
    return "Names such as @daily are not taken: write the five fields, such as 0 0 * * *.";
  const fields = text.split(" ");
  if (fields.length === 6)
    return "Six fields would mean seconds or years: a backup starts at a minute, so give five.";
  if (fields.length !== 5)
    return `Five fields are needed (minute, hour, day of month, month, day of week), not ${fields.length}.`;
  const wrong = text.match(/[^\dA-Za-z*,/\-# ]/u);
  return wrong ? `"${wrong[0]}" has no meaning in a cron expression.` : null;
}

const FIELDS: [RegExp, string][] = [
  [/minute: ?(.+)/, "The minute goes from 0 to 59, not"],
  [/hour: ?(.+)/, "The hour goes from 0 to 23, not"],
  [/dayOfWeek: ?(.+)/, "The day of week goes from 0 (Sunday) to 6, or SUN to SAT, not"],
  [/month: ?(.+)/, "The month goes from 1 to 12, or JAN to DEC, not"],
  [/day: ?(.+)/, "The day of month goes from 1 to 31, not"],
];

function reasonOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const said = message.replace(/^CronPattern: ?/, "");
  if (said.startsWith("Invalid value for")) {
    for (const [pattern, words] of FIELDS) {
      const found = said.match(pattern);
      if (found) return `${words} ${found[1]}.`;
    }
  }
  return `It cannot be read: ${said.replace(/\.$/, "")}.`;
}

/** What an expression says, in the middle of a sentence. */
export function cronWords(text: string): string {
  try {
    const words = cronstrue.toString(text, { use24HourTimeFormat: true, verbose: false });
    return words.charAt(0).toLowerCase() + words.slice(1);
  } catch {
    return `by the expression ${text}`;
  }
}
