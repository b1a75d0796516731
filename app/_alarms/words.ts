import type { Tone } from "../_runs/outcome.ts";
import type {
  AlarmCounts,
  AlarmDto,
  AlarmEventWhat,
  AlarmState,
  DeliveryDto,
  Severity,
} from "../_trpc/types.ts";

export const SEVERITY_WORDS: Record<Severity, string> = {
  critical: "Critical",
  warning: "Warning",
  info: "Note",
};
export const SEVERITY_TONES: Record<Severity, Tone> = {
  critical: "bad",
  warning: "warn",
  info: "idle",
};
export const STATE_WORDS: Record<AlarmState, string> = {
  open: "Open",
  acknowledged: "Acknowledged",
  resolved: "Resolved",
};

/** Colour and shape of an incident: what is over is good again, whatever it was. */
export const toneOf = (alarm: Pick<AlarmDto, "state" | "severity">): Tone =>
  alarm.state === "resolved" ? "good" : SEVERITY_TONES[alarm.severity];

export const EVENT_WORDS: Record<AlarmEventWhat, string> = {
  raised: "Raised",
  "raised-again": "Raised again",
  worsened: "Got worse",
  acknowledged: "Acknowledged",
  unacknowledged: "Acknowledgement taken back",
  resolved: "Resolved: it is no longer so",
  reminded: "Reminded",
  muted: "Muted",
  unmuted: "Mute ended",
  pinned: "Pinned",
};

/** The first sentence of the inbox: the worst first. */
export function inboxTitle(counts: AlarmCounts): string {
  const { open, acknowledged } = counts;
  if (open === 0)
    return acknowledged === 0
      ? "No alarm is open"
      : `No alarm is open; ${acknowledged} acknowledged`;
  const what = open === 1 ? "1 alarm is open" : `${open} alarms are open`;
  return counts.worst === "critical" && open === 1 ? "1 critical alarm is open" : what;
}

const DELIVERY_WHATS: Record<string, string> = {
  raised: "Alarm",
  resolved: "Resolved",
  reminder: "Reminder",
  digest: "Digest",
  test: "Test",
  ping: "Ping",
};
export const deliveryWhat = (what: string): string => DELIVERY_WHATS[what] ?? what;

/** How a delivery stands. */
export function deliveryState(one: DeliveryDto): { tone: Tone; text: string } {
  switch (one.state) {
    case "sent":
      return { tone: "good", text: "Sent" };
    case "dead":
      return {
        tone: "bad",
        text: one.attempts > 1 ? `Given up after ${one.attempts} tries` : "Failed",
      };
    case "dropped":
      return { tone: "idle", text: "Not needed" };
    default:
      if (one.heldBecause) return { tone: "idle", text: `Held: ${one.heldBecause}` };
      return one.attempts > 0
        ? { tone: "warn", text: `Tried ${one.attempts === 1 ? "once" : `${one.attempts} times`}` }
        : { tone: "run", text: "About to be sent" };
  }
}

const two = (value: number): string => String(value).padStart(2, "0");

/** Minutes after midnight as a time field has them. */
export const toClock = (minutes: number): string =>
  `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** What a time field holds as minutes after midnight; null when it holds none. */
export function fromClock(text: string): number | null {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) return null;
  const value = Number(hours) * 60 + Number(minutes);
  return value < 1_440 ? value : null;
}
