import { describe, expect, it } from "vitest";
import type { ContinuousDto } from "../_trpc/types.ts";
import { figuresOf, standingOf } from "./words.ts";

const NOW = Date.UTC(2026, 10, 24, 12);
const at = (secondsAgo: number) => new Date(NOW - secondsAgo * 1000);
const dto = (change: Partial<ContinuousDto> = {}): ContinuousDto => ({
  databaseId: "d",
  wanted: true,
  everySeconds: 5,
  rollBytes: 1,
  rollMinutes: 60,
  state: "following",
  lagMillis: 2000,
  lastPullAt: at(2),
  lastTx: 1234,
  lastCommitAt: at(4),
  sourceLastTx: 1234,
  since: at(60),
  reconnects: 1,
  reason: null,
  setId: "s",
  runId: "r",
  errorCode: null,
  retryAt: null,
  pulls: 12,
  transactions: 40,
  bytes: 2048,
  transactionsPerMinute: 14.2,
  ...change,
});

describe("how continuous protection is told", () => {
  it("says until when everything is protected, how far behind it is and how fast the source writes", () => {
    expect(standingOf(dto(), NOW)).toEqual({
      tone: "good",
      label: "Following",
      headline: "Protected until 2 s ago",
      lead: "2 s behind, 14 transactions a minute.",
    });
  });
  it("does not round a little down to nothing", () => {
    expect(standingOf(dto({ transactionsPerMinute: 0.2 }), NOW).lead).toContain(
      "1 transaction a minute",
    );
    expect(standingOf(dto({ transactionsPerMinute: null }), NOW).lead).toBe("2 s behind.");
  });
  it("says that the source is away, since when nothing is protected and why", () => {
    const away = standingOf(
      dto({ state: "reconnecting", lastPullAt: at(90), reason: "nothing listens on that port" }),
      NOW,
    );
    expect(away).toEqual({
      tone: "warn",
      label: "Reconnecting",
      headline: "Protected until 1 min 30 s ago: the source is away",
      lead: "Nothing listens on that port.",
    });
  });
  it("says that it stopped, and that nothing was pulled yet", () => {
    expect(standingOf(dto({ state: "stopped", lastPullAt: null }), NOW)).toMatchObject({
      tone: "bad",
      headline: "Nothing was pulled yet: it does not go on by itself",
    });
    expect(standingOf(dto({ state: "off", wanted: false }), NOW).label).toBe("Off");
  });
  it("counts what the stretch brought", () => {
    expect(figuresOf(dto())).toBe("12 pulls, 40 transactions, 2.0 kB, 1 reconnect");
  });
});
