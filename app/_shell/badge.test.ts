import { expect, test } from "vitest";
import { ago, NOW } from "../_trpc/fixtures.ts";
import type { SystemStatus } from "../_trpc/types.ts";
import { runsBadge, workersWord } from "./badge.ts";

const status = (workers: SystemStatus["workers"]): SystemStatus => ({
  workers,
  postgres: "embedded",
  version: "0.1.0",
  storageRoot: "/srv",
  storageFreeBytes: null,
  storageTotalBytes: null,
});

test("failures come before what runs, and quiet stays quiet", () => {
  expect(runsBadge({ running: 3, queued: 0, failedRecently: 2 })).toEqual({
    text: "2 failed",
    bad: true,
  });
  expect(runsBadge({ running: 1, queued: 2, failedRecently: 0 })).toEqual({ text: "1 running" });
  expect(runsBadge({ running: 0, queued: 0, failedRecently: 0 })).toBeNull();
});

test("workers that fell silent do not count", () => {
  const alive = { id: "a", lastSeen: ago(0), busy: false };
  const silent = { id: "b", lastSeen: ago(5), busy: true };
  expect(workersWord(status([alive, silent]), NOW).text).toBe("1 worker, idle");
  expect(workersWord(status([silent]), NOW)).toEqual({ text: "No worker is running", bad: true });
  expect(workersWord(status([alive, { ...alive, busy: true }]), NOW).text).toBe(
    "2 workers, 1 busy",
  );
});
