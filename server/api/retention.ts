import {
  policyOfInput,
  previewRetention,
  retentionOf,
  retentionOfInput,
  saveRetention,
} from "../retention/index.ts";
import { procedure, router } from "./trpc.ts";

export const retentionRouter = router({
  get: procedure
    .input(retentionOfInput)
    .query(({ ctx, input }) => retentionOf(ctx, input.databaseId)),
  preview: procedure
    .input(policyOfInput)
    .query(({ ctx, input }) => previewRetention(ctx, input.databaseId, input.policy)),
  save: procedure
    .input(policyOfInput)
    .mutation(({ ctx, input }) => saveRetention(ctx, input.databaseId, input.policy)),
});
