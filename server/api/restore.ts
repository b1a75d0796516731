import {
  planAnswer,
  planInput,
  restoreRoot,
  startRestore,
  startRestoreInput,
} from "../restore/index.ts";
import { procedure, router } from "./trpc.ts";

export const restoreRouter = router({
  root: procedure.query(({ ctx }) => restoreRoot(ctx)),
  plan: procedure
    .input(planInput)
    .query(({ ctx, input, signal }) => planAnswer(ctx, input, signal)),
  start: procedure.input(startRestoreInput).mutation(({ ctx, input }) => startRestore(ctx, input)),
});
