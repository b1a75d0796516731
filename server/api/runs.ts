import { found } from "../refusal.ts";
import {
  cancelRun,
  countRuns,
  countsInput,
  listInput,
  listRuns,
  retryRun,
  runById,
  runIdInput,
  runLog,
  startInput,
  startRun,
  watchAllInput,
  watchInput,
} from "../runs/index.ts";
import { operateProcedure, router, viewProcedure } from "./trpc.ts";
import { watchAll, watchRun } from "./watch.ts";

export const runsRouter = router({
  start: operateProcedure
    .input(startInput)
    .mutation(({ ctx, input }) => startRun(ctx, { ...input, trigger: "manual" })),
  cancel: operateProcedure.input(runIdInput).mutation(({ ctx, input }) => cancelRun(ctx, input.id)),
  retry: operateProcedure.input(runIdInput).mutation(({ ctx, input }) => retryRun(ctx, input.id)),
  list: viewProcedure.input(listInput).query(({ ctx, input }) => listRuns(ctx, input)),
  counts: viewProcedure
    .input(countsInput)
    .query(({ ctx, input }) => countRuns(ctx, input?.databaseId)),
  byId: viewProcedure
    .input(runIdInput)
    .query(async ({ ctx, input }) => found(await runById(ctx, input.id), "the run")),
  log: viewProcedure.input(runIdInput).query(({ ctx, input }) => runLog(ctx, input.id)),
  watch: viewProcedure
    .input(watchInput)
    .subscription(({ ctx, input, signal }) =>
      watchRun(ctx, input.id, { lastEventId: input.lastEventId ?? undefined, signal }),
    ),
  watchAll: viewProcedure
    .input(watchAllInput)
    .subscription(({ ctx, signal }) => watchAll(ctx, signal)),
});
