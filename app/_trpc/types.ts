/** The shapes that cross the wire, gathered so that the rest of the front end names the back end nowhere. */
export type { AppRouter } from "@/server/api/root.ts";
export type { LogFileDto, SetDto, SetState } from "@/server/backup-sets/schema.ts";
export type { TestAnswer } from "@/server/databases/schema.ts";
export type {
  DatabaseDto,
  StripDto,
  StripLogFile,
  StripRun,
  StripSet,
} from "@/server/overview/schema.ts";
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
