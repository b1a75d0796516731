import {
  auditChoices,
  auditEntry,
  entryInput,
  listAudit,
  listInput,
  verifyChain,
} from "../audit/index.ts";
import { administerProcedure, router } from "./trpc.ts";

/** What is looked at each time the page is opened; the whole chain takes a button. */
const NEWEST = 1_000;

export const auditRouter = router({
  list: administerProcedure.input(listInput).query(({ ctx, input }) => listAudit(ctx, input)),
  entry: administerProcedure
    .input(entryInput)
    .query(({ ctx, input }) => auditEntry(ctx, input.seq)),
  choices: administerProcedure.query(({ ctx }) => auditChoices(ctx)),
  newestChain: administerProcedure.query(({ ctx, signal }) =>
    verifyChain(ctx, { newest: NEWEST, signal }),
  ),
  wholeChain: administerProcedure.query(({ ctx, signal }) => verifyChain(ctx, { signal })),
});
