import {
  findingsOf,
  listSets,
  pinInput,
  pinSet,
  removeSetInput,
  setById,
  setIdInput,
  setsOfDatabaseInput,
  unpinSet,
} from "../backup-sets/index.ts";
import { found } from "../refusal.ts";
import { checkSet, removeSet, verifySet } from "../runs/index.ts";
import { administerProcedure, operateProcedure, router, viewProcedure } from "./trpc.ts";

export const setsRouter = router({
  list: viewProcedure
    .input(setsOfDatabaseInput)
    .query(({ ctx, input }) => listSets(ctx, input.databaseId)),
  byId: viewProcedure
    .input(setIdInput)
    .query(async ({ ctx, input }) => found(await setById(ctx, input.id), "the backup set")),
  pin: operateProcedure.input(pinInput).mutation(({ ctx, input }) => pinSet(ctx, input)),
  unpin: operateProcedure.input(setIdInput).mutation(({ ctx, input }) => unpinSet(ctx, input.id)),
  verify: operateProcedure.input(setIdInput).mutation(({ ctx, input }) => verifySet(ctx, input.id)),
  check: operateProcedure.input(setIdInput).mutation(({ ctx, input }) => checkSet(ctx, input.id)),
  findings: viewProcedure.input(setIdInput).query(({ ctx, input }) => findingsOf(ctx, input.id)),
  remove: administerProcedure
    .input(removeSetInput)
    .mutation(({ ctx, input }) => removeSet(ctx, input)),
});
