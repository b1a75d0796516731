import {
  planAnswer,
  planInput,
  restoreRoot,
  rollForwardInput,
  startRestore,
  startRestoreInput,
  startRollForward,
} from "../restore/index.ts";
import { operateProcedure, router, viewProcedure } from "./trpc.ts";

export const restoreRouter = router({
  root: viewProcedure.query(({ ctx }) => restoreRoot(ctx)),
  plan: viewProcedure
    .input(planInput)
    .query(({ ctx, input, signal }) => planAnswer(ctx, input, signal)),
  start: operateProcedure
    .input(startRestoreInput)
    .mutation(({ ctx, input }) => startRestore(ctx, input)),
  rollForward: operateProcedure
    .input(rollForwardInput)
    .mutation(({ ctx, input }) => startRollForward(ctx, input.setId)),
});
