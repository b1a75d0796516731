import { cronWords } from "./cron.ts";
import type { ScheduleSetting } from "./schema.ts";
import type { Slot } from "./slots.ts";

const DAYS = ["Sundays", "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays"];
const NAMES = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const two = (value: string | number): string => String(value).padStart(2, "0");

/** When a cadence comes due, in the middle of a sentence: "every hour", "on Sundays at 02:00". */
export function cadenceWords(cron: string): string {
  const [minute, hour, day, month, weekday] = cron.split(" ") as [
    string,
    string,
    string,
    string,
    string,
  ];
  if (month !== "*") return cronWords(cron);
  if (day === "*" && weekday === "*") return byTheHour(minute, hour) ?? cronWords(cron);
  if (!isNumber(minute) || !isNumber(hour)) return cronWords(cron);
  const time = `${two(hour)}:${two(minute)}`;
  if (day === "*") {
    const days = weekday.split(",").map(dayOf);
    if (days.every((name) => name !== null)) return `on ${listed(days)} at ${time}`;
  }
  if (weekday === "*" && isNumber(day)) return `on day ${Number(day)} of each month at ${time}`;
  return cronWords(cron);
}

function byTheHour(minute: string, hour: string): string | null {
  const step = minute.match(/^\*\/(\d+)$/)?.[1];
  if (hour === "*") {
    if (minute === "*" || step === "1") return "every minute";
    if (step && 60 % Number(step) === 0) return `every ${Number(step)} minutes`;
    if (isNumber(minute))
      return Number(minute) === 0 ? "every hour" : `every hour at ${two(minute)} past`;
    return null;
  }
  if (!isNumber(minute)) return null;
  const hours = hour.match(/^\*\/(\d+)$/)?.[1];
  if (hours && 24 % Number(hours) === 0)
    return Number(minute) === 0
      ? `every ${hours} hours`
      : `every ${hours} hours at ${two(minute)} past`;
  return isNumber(hour) ? `every day at ${two(hour)}:${two(minute)}` : null;
}

const isNumber = (text: string): boolean => /^\d+$/.test(text);

function dayOf(text: string): string | null {
  const at = isNumber(text) ? Number(text) % 7 : NAMES.indexOf(text.toUpperCase());
  return DAYS[at] ?? null;
}

const listed = (words: (string | null)[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** One sentence for what is set, without its full stop. */
export function sentenceOf(setting: ScheduleSetting): string {
  const { incrementalCron, fullCron, zone } = setting;
  const parts = [
    incrementalCron === null ? null : `incremental ${cadenceWords(incrementalCron)}`,
    fullCron === null ? null : `full ${cadenceWords(fullCron)}`,
  ].filter((part) => part !== null);
  const text = `${parts.join(", ")} (${zone})`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A reading of the clock: `02:30`. */
export const clockOf = (wall: number): string => new Date(wall).toISOString().slice(11, 16);

/** What a change of the clocks does to a slot; null when nothing. */
export function changeWords({ change, wall }: Slot): string | null {
  if (!change) return null;
  if (change.kind === "forward")
    return `clocks go forward: ${clockOf(change.wanted)} does not exist; fires at ${clockOf(wall)}`;
  const twice = `clocks go back: ${clockOf(wall)} comes twice`;
  if (!change.isBoth) return `${twice}; fires once, at the first`;
  return `${twice}; fires both times, this is the ${change.pass === 1 ? "first" : "second"}`;
}
