import type { Tone } from "../_runs/outcome.ts";
import { sentence } from "../_runs/words.ts";
import type { ContinuousDto } from "../_trpc/types.ts";
import { formatBytes, formatCount, plural } from "../_ui/format/bytes.ts";
import { formatTicking } from "../_ui/format/duration.ts";

export interface Standing {
  tone: Tone;
  label: string;
  headline: string;
  lead: string;
}

/** How far behind the newest pull is; null before the first. */
export const lagAt = ({ lastPullAt }: Pick<ContinuousDto, "lastPullAt">, now: number) =>
  lastPullAt && Math.max(0, now - lastPullAt.getTime());

/** "Protected until 3 s ago", "Nothing is protected yet". */
export function protectedUntil(continuous: ContinuousDto, now: number): string {
  const lag = lagAt(continuous, now);
  return lag === null ? "Nothing was pulled yet" : `Protected until ${formatTicking(lag)} ago`;
}

function pace({ transactionsPerMinute }: ContinuousDto): string {
  if (transactionsPerMinute === null) return "";
  const rounded =
    transactionsPerMinute > 0 && transactionsPerMinute < 1 ? 1 : Math.round(transactionsPerMinute);
  return `, ${plural(rounded, "transaction")} a minute`;
}

/** How continuous protection stands, in shape, colour and words. */
export function standingOf(continuous: ContinuousDto, now: number): Standing {
  const lag = lagAt(continuous, now);
  const until = protectedUntil(continuous, now);
  const because = continuous.reason ? sentence(continuous.reason) : "";
  switch (continuous.state) {
    case "following":
      return {
        tone: "good",
        label: "Following",
        headline: until,
        lead: `${formatTicking(lag ?? 0)} behind${pace(continuous)}.`,
      };
    case "reconnecting":
      return {
        tone: "warn",
        label: "Reconnecting",
        headline: `${until}: the source is away`,
        lead: because,
      };
    case "stopped":
      return {
        tone: "bad",
        label: "Stopped",
        headline: `${until}: it does not go on by itself`,
        lead: because,
      };
    case "starting":
      return { tone: "run", label: "Starting", headline: `Starting. ${until}`, lead: because };
    case "off":
      return continuous.wanted
        ? { tone: "run", label: "Starting", headline: `Starting. ${until}`, lead: because }
        : { tone: "idle", label: "Off", headline: "Continuous protection is off", lead: "" };
  }
}

/** Figures of the stretch under way. */
export function figuresOf(continuous: ContinuousDto): string {
  const { pulls, transactions, bytes, reconnects } = continuous;
  return [
    plural(pulls, "pull"),
    plural(transactions, "transaction"),
    formatBytes(bytes),
    plural(reconnects, "reconnect"),
  ].join(", ");
}

/** "Newest protected transaction 1,234". */
export const newestOf = ({ lastTx }: ContinuousDto): string =>
  lastTx === null ? "" : `Newest protected transaction ${formatCount(lastTx)}`;
