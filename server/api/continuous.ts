import {
  continuousById,
  continuousOfInput,
  retryNow,
  saveContinuous,
  saveContinuousInput,
} from "../continuous/index.ts";
import { administerProcedure, operateProcedure, router, viewProcedure } from "./trpc.ts";

export const continuousRouter = router({
  get: viewProcedure
    .input(continuousOfInput)
    .query(({ ctx, input }) => continuousById(ctx, input.databaseId)),
  save: administerProcedure
    .input(saveContinuousInput)
    .mutation(({ ctx, input }) => saveContinuous(ctx, input)),
  pullNow: operateProcedure
    .input(continuousOfInput)
    .mutation(({ ctx, input }) => retryNow(ctx, input.databaseId)),
});
