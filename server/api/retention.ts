import {
  bringBack,
  confirmInput,
  confirmRetention,
  confirmTemplate,
  confirmTemplateInput,
  discardInput,
  discardSet,
  dropPending,
  dropTemplatePending,
  freeNow,
  freeNowInput,
  graceDays,
  graceInput,
  holdInput,
  liftHold,
  liftInput,
  listHolds,
  listTemplates,
  pendingLoss,
  placeHold,
  policyOfInput,
  previewRetention,
  proposeRetention,
  removeTemplate,
  retentionDto,
  retentionOfInput,
  saveGraceDays,
  saveInput,
  saveTemplate,
  simulateInput,
  simulateRetention,
  templateIdInput,
  templateInput,
  templateLoss,
  templatePendingLoss,
  templatePreviewInput,
  undoInput,
} from "../retention/index.ts";
import { administerProcedure, operateProcedure, router, viewProcedure } from "./trpc.ts";

const templates = router({
  list: viewProcedure.query(({ ctx }) => listTemplates(ctx)),
  preview: viewProcedure
    .input(templatePreviewInput)
    .query(({ ctx, input }) => templateLoss(ctx, input.id, input.policy)),
  pendingLoss: viewProcedure
    .input(templateIdInput)
    .query(({ ctx, input }) => templatePendingLoss(ctx, input.id)),
  save: administerProcedure
    .input(templateInput)
    .mutation(({ ctx, input }) => saveTemplate(ctx, input)),
  confirm: administerProcedure
    .input(confirmTemplateInput)
    .mutation(({ ctx, input }) => confirmTemplate(ctx, input)),
  dropPending: administerProcedure
    .input(templateIdInput)
    .mutation(({ ctx, input }) => dropTemplatePending(ctx, input.id)),
  remove: administerProcedure
    .input(templateIdInput)
    .mutation(({ ctx, input }) => removeTemplate(ctx, input.id)),
});

const holds = router({
  list: viewProcedure
    .input(retentionOfInput.optional())
    .query(({ ctx, input }) => listHolds(ctx, input?.databaseId)),
  place: administerProcedure.input(holdInput).mutation(({ ctx, input }) => placeHold(ctx, input)),
  lift: administerProcedure.input(liftInput).mutation(({ ctx, input }) => liftHold(ctx, input)),
});

export const retentionRouter = router({
  templates,
  holds,
  get: viewProcedure
    .input(retentionOfInput)
    .query(({ ctx, input }) => retentionDto(ctx, input.databaseId)),
  preview: viewProcedure
    .input(policyOfInput)
    .query(({ ctx, input }) => previewRetention(ctx, input.databaseId, input.policy)),
  simulate: viewProcedure
    .input(simulateInput)
    .query(({ ctx, input }) => simulateRetention(ctx, input)),
  pendingLoss: viewProcedure
    .input(retentionOfInput)
    .query(({ ctx, input }) => pendingLoss(ctx, input.databaseId)),
  save: administerProcedure
    .input(saveInput)
    .mutation(({ ctx, input }) => proposeRetention(ctx, input)),
  confirm: administerProcedure
    .input(confirmInput)
    .mutation(({ ctx, input }) => confirmRetention(ctx, input)),
  dropPending: administerProcedure
    .input(retentionOfInput)
    .mutation(({ ctx, input }) => dropPending(ctx, input.databaseId)),
  bringBack: operateProcedure.input(undoInput).mutation(({ ctx, input }) => bringBack(ctx, input)),
  freeNow: administerProcedure
    .input(freeNowInput)
    .mutation(({ ctx, input }) => freeNow(ctx, input)),
  discard: administerProcedure
    .input(discardInput)
    .mutation(({ ctx, input }) => discardSet(ctx, input)),
  grace: viewProcedure.query(async ({ ctx }) => ({ graceDays: await graceDays(ctx.db) })),
  saveGrace: administerProcedure
    .input(graceInput)
    .mutation(({ ctx, input }) => saveGraceDays(ctx, input.graceDays)),
});
