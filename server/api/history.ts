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
import { router, viewProcedure } from "./trpc.ts";

export const historyRouter = router({
  timeline: viewProcedure
    .input(setOfHistoryInput)
    .query(({ ctx, input }) => timeline(ctx, input.setId)),
  page: viewProcedure.input(pageInput).query(({ ctx, input }) => page(ctx, input)),
  transaction: viewProcedure
    .input(transactionInput)
    .query(({ ctx, input }) => transaction(ctx, input)),
  tokens: viewProcedure
    .input(setOfHistoryInput)
    .query(({ ctx, input }) => tokens(ctx, input.setId)),
  nearest: viewProcedure.input(nearestInput).query(({ ctx, input }) => nearest(ctx, input)),
});
