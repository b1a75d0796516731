import { systemStatus } from "../system/index.ts";
import { procedure, router } from "./trpc.ts";

export const systemRouter = router({
  status: procedure.query(({ ctx }) => systemStatus(ctx)),
});
