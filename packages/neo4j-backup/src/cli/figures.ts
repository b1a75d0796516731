/** Figures as people read them. */
const UNITS = ["B", "kB", "MB", "GB", "TB"];
const STEP = 1000;

export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP;
    unit++;
  }
  const digits = unit === 0 ? 0 : value < 10 ? 2 : value < 100 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export function durationText(millis: number): string {
  if (millis < SECOND) return `${Math.round(millis)} ms`;
  if (millis < MINUTE) return `${(millis / SECOND).toFixed(1)} s`;
  if (millis < HOUR)
    return `${Math.floor(millis / MINUTE)} min ${Math.floor((millis % MINUTE) / SECOND)} s`;
  return `${Math.floor(millis / HOUR)} h ${Math.floor((millis % HOUR) / MINUTE)} min`;
}

/** UTC, to the second. */
export const timeText = (millis: number): string =>
  `${new Date(millis).toISOString().slice(0, 19).replace("T", " ")} UTC`;

export const countText = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** `220 to 231`, or `220`. */
export const rangeText = (first: number, last: number): string =>
  first === last ? `${first}` : `${first} to ${last}`;
