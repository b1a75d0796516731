import { env } from "../env.ts";
import { ACCOUNT_RULE, IDLE_MINUTES, SESSION_HOURS, SHORTEST_PASSWORD } from "../people/index.ts";

const SECONDS_A_MINUTE = 60;

/** What holds for sessions and sign-in, for the page that says so. */
export interface SessionPolicy {
  sessionHours: number;
  idleMinutes: number;
  shortestPassword: number;
  freeAttempts: number;
  longestWaitMinutes: number;
  /** People reach the console by https, so that the cookie is never sent in the clear. */
  isSecure: boolean;
  publicUrl: string | null;
}

export const sessionPolicy = (): SessionPolicy => ({
  sessionHours: SESSION_HOURS,
  idleMinutes: IDLE_MINUTES,
  shortestPassword: SHORTEST_PASSWORD,
  freeAttempts: ACCOUNT_RULE.free,
  longestWaitMinutes: ACCOUNT_RULE.longestSeconds / SECONDS_A_MINUTE,
  isSecure: env.publicUrl?.startsWith("https://") ?? false,
  publicUrl: env.publicUrl ?? null,
});
