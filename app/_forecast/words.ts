import type { LogWindow } from "../_trpc/types.ts";
import { formatAge } from "../_ui/format/duration.ts";

/** `about 31 h`: as far ahead as it is, in one unit. */
export const about = (millis: number): string => `about ${formatAge(millis)}`;

/** The forecast in one sentence. */
export function windowSentence(window: LogWindow, now: number): string {
  if (window.keepsAll)
    return "The server keeps all of its logs: an incremental backup always works.";
  const { outlook, notBefore, fallsBackAt, notAfter, nextAt } = window;
  const left = (at: Date) => at.getTime() - now;
  if (outlook === "falls-back") {
    if (notAfter && left(notAfter) <= 0)
      return "The next incremental backup falls back to full: what it needs is gone by now.";
    if (fallsBackAt && left(fallsBackAt) > 0)
      return `The next incremental backup comes too late and falls back to full: what it needs is likely gone in ${about(left(fallsBackAt))}.`;
    return "The next incremental backup likely falls back to full: what it needs should be gone by now.";
  }
  if (fallsBackAt && left(fallsBackAt) > 0)
    return `The next incremental backup falls back to full in ${about(left(fallsBackAt))}${nextAt || outlook === "in-time" ? ", unless one comes before" : ""}.`;
  if (notBefore && left(notBefore) > 0)
    return `An incremental backup works for at least ${formatAge(left(notBefore))} more.`;
  if (notBefore) return "The next incremental backup may fall back to full.";
  if (window.rate?.peakBytesPerHour === 0)
    return "Nothing is written, so nothing is dropped: an incremental backup works.";
  return "When the next incremental backup falls back to full cannot be told yet.";
}

/** The range, for whoever wants to be sure. */
export function rangeSentence(window: LogWindow, now: number): string | null {
  const { notBefore, notAfter } = window;
  if (!notBefore) return null;
  const early = notBefore.getTime() - now;
  const late = notAfter ? notAfter.getTime() - now : null;
  const from = early > 0 ? `not within ${formatAge(early)}` : "any time now";
  if (late === null) return `${capital(from)}; how late is not known.`;
  return late > 0
    ? `${capital(from)}, at the latest in ${formatAge(late)}.`
    : `At the latest ${formatAge(-late)} ago.`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
