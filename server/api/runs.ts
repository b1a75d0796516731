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
import { procedure, router } from "./trpc.ts";
import { watchAll, watchRun } from "./watch.ts";

export const runsRouter = router({
  start: procedure
    .input(startInput)
    .mutation(({ ctx, input }) => startRun(ctx, { ...input, trigger: "manual" })),
  cancel: procedure.input(runIdInput).mutation(({ ctx, input }) => cancelRun(ctx, input.id)),
  retry: procedure.input(runIdInput).mutation(({ ctx, input }) => retryRun(ctx, input.id)),
  list: procedure.input(listInput).query(({ ctx, input }) => listRuns(ctx, input)),
  counts: procedure.input(countsInput).query(({ ctx, input }) => countRuns(ctx, input?.databaseId)),
  byId: procedure
    .input(runIdInput)
    .query(async ({ ctx, input }) => found(await runById(ctx, input.id), "the run")),
  log: procedure.input(runIdInput).query(({ ctx, input }) => runLog(ctx, input.id)),
  watch: procedure
    .input(watchInput)
    .subscription(({ ctx, input, signal }) =>
      watchRun(ctx, input.id, { lastEventId: input.lastEventId ?? undefined, signal }),
    ),
  watchAll: procedure.input(watchAllInput).subscription(({ ctx, signal }) => watchAll(ctx, signal)),
});
