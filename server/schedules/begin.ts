import { createHash } from "node:crypto";
import type { ScheduleSetting } from "./schema.ts";
import { windowEnd } from "./windows.ts";

export type BeginSetting = Pick<
  ScheduleSetting,
  "zone" | "jitterSeconds" | "windows" | "inWindow"
> & { databaseId: string };

/** When a slot begins, or that it does not. */
export interface Begin {
  at: Date;
  jitterSeconds: number;
  window: "skipped" | "postponed" | null;
}

/**
 * The slot's own share of the jitter: the same on every look, and for a full and an incremental backup of one moment.
 */
export function jitterOf(setting: BeginSetting, slotAt: Date): number {
  if (setting.jitterSeconds === 0) return 0;
  const hash = createHash("sha256").update(`${setting.databaseId} ${slotAt.toISOString()}`);
  return hash.digest().readUInt32BE(0) % (setting.jitterSeconds + 1);
}

/** When a slot begins: with its jitter, and after a maintenance window where it is postponed. */
export function beginOf(setting: BeginSetting, slotAt: Date): Begin {
  const jitterSeconds = jitterOf(setting, slotAt);
  const at = new Date(slotAt.getTime() + jitterSeconds * 1000);
  const end = windowEnd(setting.windows, setting.zone, at);
  if (!end) return { at, jitterSeconds, window: null };
  return setting.inWindow === "skip"
    ? { at, jitterSeconds, window: "skipped" }
    : { at: end, jitterSeconds, window: "postponed" };
}
