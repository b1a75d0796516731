import { daysInput, daysOf } from "../overview/index.ts";
import { router, viewProcedure } from "./trpc.ts";

export const overviewRouter = router({
  days: viewProcedure.input(daysInput).query(({ ctx, input }) => daysOf(ctx, input.zone, input.id)),
});
