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
import { procedure, router } from "./trpc.ts";

export const setsRouter = router({
  list: procedure
    .input(setsOfDatabaseInput)
    .query(({ ctx, input }) => listSets(ctx, input.databaseId)),
  byId: procedure
    .input(setIdInput)
    .query(async ({ ctx, input }) => found(await setById(ctx, input.id), "the backup set")),
  pin: procedure.input(pinInput).mutation(({ ctx, input }) => pinSet(ctx, input)),
  unpin: procedure.input(setIdInput).mutation(({ ctx, input }) => unpinSet(ctx, input.id)),
  verify: procedure.input(setIdInput).mutation(({ ctx, input }) => verifySet(ctx, input.id)),
  check: procedure.input(setIdInput).mutation(({ ctx, input }) => checkSet(ctx, input.id)),
  findings: procedure.input(setIdInput).query(({ ctx, input }) => findingsOf(ctx, input.id)),
  remove: procedure.input(removeSetInput).mutation(({ ctx, input }) => removeSet(ctx, input)),
});
