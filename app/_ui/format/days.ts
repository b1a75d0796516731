/** A day as a date field has it, `2026-11-22`; empty for what is none. */
export const readDay = (text: string | null): string =>
  text && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : "";

/** When a day begins by the reader's clock. */
export const dayStart = (day: string): Date => new Date(`${day}T00:00:00`);

/** When the day after it begins. */
export function dayEnd(day: string): Date {
  const at = dayStart(day);
  at.setDate(at.getDate() + 1);
  return at;
}
