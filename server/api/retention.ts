import {
  policyOfInput,
  previewRetention,
  retentionOf,
  retentionOfInput,
  saveRetention,
} from "../retention/index.ts";
import { administerProcedure, router, viewProcedure } from "./trpc.ts";

export const retentionRouter = router({
  get: viewProcedure
    .input(retentionOfInput)
    .query(({ ctx, input }) => retentionOf(ctx, input.databaseId)),
  preview: viewProcedure
    .input(policyOfInput)
    .query(({ ctx, input }) => previewRetention(ctx, input.databaseId, input.policy)),
  save: administerProcedure
    .input(policyOfInput)
    .mutation(({ ctx, input }) => saveRetention(ctx, input.databaseId, input.policy)),
});
