import { decideRetention, type SetFacts } from "./policy.ts";
import type { GfsRules, RetentionPolicy } from "./schema.ts";

export const DAY = 86_400_000;
export const NOW = new Date("2026-11-24T06:00:00Z");
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY);

export const set = (
  id: string,
  base: number,
  end: number,
  extra: Partial<SetFacts> = {},
): SetFacts => ({
  id,
  state: "good",
  checkOk: null,
  startedAt: daysAgo(base),
  baseEndAt: daysAgo(base),
  protectedAt: daysAgo(end),
  pinned: false,
  inUse: false,
  held: false,
  discarded: false,
  ...extra,
});
export const policy = (extra: Partial<RetentionPolicy> = {}): RetentionPolicy => ({
  keepSets: null,
  windowDays: null,
  minimumGoodSets: 1,
  gfs: null,
  goesAfterCheck: false,
  ...extra,
});
export const gfs = (extra: Partial<GfsRules>): GfsRules => ({
  zone: "UTC",
  hour: null,
  day: null,
  week: null,
  month: null,
  quarter: null,
  year: null,
  ...extra,
});
export const keptIds = (sets: SetFacts[], rules: RetentionPolicy, now = NOW): string[] =>
  decideRetention(sets, rules, now)
    .filter((decision) => decision.keep)
    .map((decision) => decision.id);
