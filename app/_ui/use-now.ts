"use client";
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The current time in milliseconds, in steps of `stepMillis`: one timer for the whole page. */
export function useNow(stepMillis = 1000): number {
  const read = () => Math.floor(Date.now() / stepMillis) * stepMillis;
  return useSyncExternalStore(subscribe, read, () => 0);
}
