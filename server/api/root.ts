import { alarmsRouter } from "./alarms.ts";
import { auditRouter } from "./audit.ts";
import { continuousRouter } from "./continuous.ts";
import { databasesRouter } from "./databases.ts";
import { forecastRouter } from "./forecast.ts";
import { historyRouter } from "./history.ts";
import { overviewRouter } from "./overview.ts";
import { peopleRouter } from "./people.ts";
import { restoreRouter } from "./restore.ts";
import { retentionRouter } from "./retention.ts";
import { runsRouter } from "./runs.ts";
import { schedulesRouter } from "./schedules.ts";
import { securityRouter } from "./security.ts";
import { setsRouter } from "./sets.ts";
import { systemRouter } from "./system.ts";
import { router } from "./trpc.ts";

export const appRouter = router({
  databases: databasesRouter,
  runs: runsRouter,
  sets: setsRouter,
  retention: retentionRouter,
  forecast: forecastRouter,
  history: historyRouter,
  overview: overviewRouter,
  restore: restoreRouter,
  system: systemRouter,
  people: peopleRouter,
  audit: auditRouter,
  security: securityRouter,
  alarms: alarmsRouter,
  schedules: schedulesRouter,
  continuous: continuousRouter,
});
export type AppRouter = typeof appRouter;
