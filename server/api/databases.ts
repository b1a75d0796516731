import {
  addDatabase,
  addDemo,
  addInput,
  addressInput,
  databaseIdInput,
  editDatabase,
  editInput,
  removeDatabase,
  removeInput,
  saveTags,
  saveTagsInput,
  saveTarget,
  saveTargetInput,
  slugInput,
} from "../databases/index.ts";
import { env } from "../env.ts";
import {
  listOverview,
  overviewById,
  overviewBySlug,
  strip,
  stripInput,
} from "../overview/index.ts";
import { testConnection, waitUntilAnswers } from "../source-probe/index.ts";
import { administerProcedure, router, viewProcedure } from "./trpc.ts";

/** Until the demo's store is made and served, the first time. */
const DEMO_WAIT_MILLIS = 15_000;

export const databasesRouter = router({
  list: viewProcedure.query(({ ctx }) => listOverview(ctx)),
  bySlug: viewProcedure.input(slugInput).query(({ ctx, input }) => overviewBySlug(ctx, input.slug)),
  byId: viewProcedure.input(databaseIdInput).query(({ ctx, input }) => overviewById(ctx, input.id)),
  strip: viewProcedure
    .input(stripInput)
    .query(({ ctx, input }) => strip(ctx, input.id, input.days)),
  testConnection: administerProcedure
    .input(addressInput)
    .mutation(({ ctx, input, signal }) => testConnection(ctx, input, signal)),
  add: administerProcedure.input(addInput).mutation(async ({ ctx, input }) => {
    const { id } = await addDatabase(ctx, input);
    return await overviewById(ctx, id);
  }),
  addDemo: administerProcedure.mutation(async ({ ctx }) => {
    const demo = await addDemo(ctx, env.demoPort);
    await waitUntilAnswers(ctx, demo, DEMO_WAIT_MILLIS);
    return await overviewById(ctx, demo.id);
  }),
  edit: administerProcedure.input(editInput).mutation(async ({ ctx, input }) => {
    await editDatabase(ctx, input);
    return await overviewById(ctx, input.id);
  }),
  saveTags: administerProcedure.input(saveTagsInput).mutation(async ({ ctx, input }) => {
    await saveTags(ctx, input);
    return await overviewById(ctx, input.id);
  }),
  saveTarget: administerProcedure.input(saveTargetInput).mutation(async ({ ctx, input }) => {
    await saveTarget(ctx, input);
    return await overviewById(ctx, input.id);
  }),
  remove: administerProcedure
    .input(removeInput)
    .mutation(({ ctx, input }) => removeDatabase(ctx, input)),
});
