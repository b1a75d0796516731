"use client";
import { useSyncExternalStore } from "react";
import { ownZone } from "../_ui/format/zone.ts";

const never = () => () => {};

/** The reader's time zone; UTC until the page runs in the browser. */
export function useZone(): string {
  return useSyncExternalStore(never, ownZone, () => "UTC");
}
