/** The shapes that cross the wire, gathered so that the rest of the front end names the back end nowhere. */
import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/api/root.ts";

export type {
  AlarmCounts,
  AlarmDetail,
  AlarmDto,
  AlarmEventWhat,
  AlarmKind,
  AlarmKindDto,
  AlarmPolicyDto,
  AlarmState,
  ChannelDto,
  ChannelField,
  ChannelKind,
  ChannelKindDto,
  DeliveryDto,
  ReceiverAnswer,
  RouteDto,
  RouteInput,
  Severity,
  WatchDto,
} from "@/server/alarms/schema.ts";
export type {
  AuditChoices,
  AuditEntryDto,
  ChainState,
  Outcome as AuditOutcome,
} from "@/server/audit/schema.ts";
export type {
  CheckDto,
  CheckFinding,
  LogFileDto,
  SetDto,
  SetState,
} from "@/server/backup-sets/schema.ts";
export type { ContinuousDto, ContinuousState } from "@/server/continuous/schema.ts";
export type { TestAnswer, VerifyPolicy } from "@/server/databases/schema.ts";
export type {
  DiskForecast,
  FallBack,
  LogWindow,
  LogWindowDetail,
  WriteRate,
} from "@/server/forecast/schema.ts";
export type { StoreFormat } from "@/server/formats/schema.ts";
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
  DayCell,
  DayOutcome,
  DaysDto,
  RpoDto,
  StripDto,
  StripLogFile,
  StripRun,
  StripSet,
} from "@/server/overview/schema.ts";
export type {
  LinkDto,
  MeDto,
  NewLinkDto,
  PersonDto,
  SessionDto,
  SingleSignOnDto,
} from "@/server/people/schema.ts";
export type { ReachAnswer, ReachKind, ReachPolicy } from "@/server/reach/schema.ts";
export type { LostChanges, PlanAnswer, RestoreLoss } from "@/server/restore/schema.ts";
export type {
  HoldDto,
  LosingSet,
  PendingPolicy,
  RetentionDto,
  RetentionPolicy,
  RetentionPreview,
  RetentionPreviewSet,
  SimulatedDayDto,
  SimulationDto,
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
export type {
  CadenceDto,
  PlannedRun,
  PreviewDto,
  ScheduleDto,
  ScheduleSetting,
  SlotDto,
} from "@/server/schedules/schema.ts";
export type { SecretsState } from "@/server/secrets/schema.ts";
export type { SystemStatus } from "@/server/system/schema.ts";
export type { AppRouter };
export type SessionPolicy = inferRouterOutputs<AppRouter>["security"]["sessions"];
