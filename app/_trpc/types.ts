/** The shapes that cross the wire, gathered so that the rest of the front end names the back end nowhere. */
export type { AppRouter } from "@/server/api/root.ts";
export type {
  CheckDto,
  CheckFinding,
  LogFileDto,
  SetDto,
  SetState,
} from "@/server/backup-sets/schema.ts";
export type { TestAnswer, VerifyPolicy } from "@/server/databases/schema.ts";
export type {
  DiskForecast,
  FallBack,
  LogWindow,
  LogWindowDetail,
  WriteRate,
} from "@/server/forecast/schema.ts";
export type {
  HistoryFilter,
  NamedTransaction,
  NearestDto,
  Timeline,
  TimelineBucket,
  TokensDto,
  TransactionDetail,
} from "@/server/history/schema.ts";
export type {
  DatabaseDto,
  RpoDto,
  StripDto,
  StripLogFile,
  StripRun,
  StripSet,
} from "@/server/overview/schema.ts";
export type { LostChanges, PlanAnswer, RestoreLoss } from "@/server/restore/schema.ts";
export type {
  HoldDto,
  LosingSet,
  PendingPolicy,
  RetentionDto,
  RetentionPolicy,
  RetentionPreview,
  RetentionPreviewSet,
  SlotUnit,
  TemplateDto,
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
