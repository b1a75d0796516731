import type { SimulatedDayDto, StripDto } from "../_trpc/types.ts";

const DAY = 86_400_000;

/** A simulated day as the strip that the rest of the console draws. */
export function stripOfDay(day: SimulatedDayDto): StripDto {
  const oldest = Math.min(day.at.getTime() - DAY, ...day.sets.map((set) => set.from.getTime()));
  return {
    from: new Date(oldest),
    to: day.at,
    runs: [],
    sets: day.sets.map((set) => ({
      id: set.id,
      state: set.state,
      startedAt: set.startedAt,
      baseEndAt: set.from,
      baseEndTx: null,
      lastTx: null,
      lastCommitAt: set.to,
      protectedAt: set.to,
      pinned: set.pinned,
      goesAt: set.goesAt,
      verifyOk: null,
      logFiles: [],
    })),
  };
}

/** Sets that are on their way out on that day. */
export const leavingOn = (day: SimulatedDayDto): Set<string> =>
  new Set(day.sets.filter((set) => !set.keep || set.goesAt).map((set) => set.id));
