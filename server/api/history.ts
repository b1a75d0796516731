import {
  nearest,
  nearestInput,
  page,
  pageInput,
  setOfHistoryInput,
  timeline,
  tokens,
  transaction,
  transactionInput,
} from "../history/index.ts";
import { procedure, router } from "./trpc.ts";

export const historyRouter = router({
  timeline: procedure
    .input(setOfHistoryInput)
    .query(({ ctx, input }) => timeline(ctx, input.setId)),
  page: procedure.input(pageInput).query(({ ctx, input }) => page(ctx, input)),
  transaction: procedure.input(transactionInput).query(({ ctx, input }) => transaction(ctx, input)),
  tokens: procedure.input(setOfHistoryInput).query(({ ctx, input }) => tokens(ctx, input.setId)),
  nearest: procedure.input(nearestInput).query(({ ctx, input }) => nearest(ctx, input)),
});
