/** The shapes that cross the wire, gathered so that the rest of the front end names the back end nowhere. */
export type { AppRouter } from "@/server/api/root.ts";
export type { LogFileDto, SetDto, SetState } from "@/server/backup-sets/schema.ts";
export type { TestAnswer } from "@/server/databases/schema.ts";

import type { StripSet as BareSet, StripDto as BareStrip } from "@/server/overview/schema.ts";

export type { DatabaseDto, StripLogFile, StripRun } from "@/server/overview/schema.ts";
/** With the transactions at both ends, where the server says them. */
export type StripSet = BareSet & { baseEndTx?: number | null; lastTx?: number | null };
export type StripDto = Omit<BareStrip, "sets"> & { sets: StripSet[] };
export type {
  RetentionPolicy,
  RetentionPreview,
  RetentionPreviewSet,
} from "@/server/retention/schema.ts";
export type {
  LogLine,
  RunAsked,
  RunCounts,
  RunDto,
  RunError,
  RunEvent,
  RunPage,
  RunProgress,
  RunResult,
  RunSignal,
  RunState,
  StartAnswer,
} from "@/server/runs/schema.ts";
export type { SystemStatus } from "@/server/system/schema.ts";
