/** `2026-11-24` of a moment, in the browser's time zone. */
export function dayText(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** A day from the address bar; null when it is none. */
export function dayOf(text: string | null): string | null {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const at = new Date(`${text}T12:00:00`);
  return Number.isNaN(at.getTime()) || dayText(at) !== text ? null : text;
}

/** `2026-11` of a day. */
export const monthOf = (day: string): string => day.slice(0, 7);

/** The month so many months after one. */
export function monthAfter(month: string, months: number): string {
  const at = new Date(`${month}-15T12:00:00`);
  at.setMonth(at.getMonth() + months);
  return monthOf(dayText(at));
}

/** The weeks of a month, Monday first; null for days of its neighbours. */
export function weeksOf(month: string): (string | null)[][] {
  const at = new Date(`${month}-01T12:00:00`);
  const cells: (string | null)[] = Array.from({ length: (at.getDay() + 6) % 7 }, () => null);
  for (; monthOf(dayText(at)) === month; at.setDate(at.getDate() + 1)) cells.push(dayText(at));
  while (cells.length % 7 !== 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}
