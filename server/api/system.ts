import { systemStatus } from "../system/index.ts";
import { router, viewProcedure } from "./trpc.ts";

export const systemRouter = router({
  status: viewProcedure.query(({ ctx }) => systemStatus(ctx)),
});
