import type { Context } from "../context.ts";
import { confirmPassword } from "../people/index.ts";
import { checkInput, checkReach, policyInput, readPolicy, savePolicy } from "../reach/index.ts";
import { Refusal } from "../refusal.ts";
import {
  recoveryKey,
  restoreKeyInput,
  restoreMasterKey,
  secretsState,
  showKeyInput,
} from "../secrets/index.ts";
import { sessionPolicy } from "./session-policy.ts";
import { administerProcedure, router } from "./trpc.ts";

export const securityRouter = router({
  secrets: administerProcedure.query(({ ctx }) => secretsState(ctx)),
  showRecoveryKey: administerProcedure.input(showKeyInput).mutation(async ({ ctx, input }) => {
    await confirmPassword(ctx, personOf(ctx), input.password);
    return { recoveryKey: await recoveryKey(ctx) };
  }),
  restoreKey: administerProcedure
    .input(restoreKeyInput)
    .mutation(({ ctx, input }) => restoreMasterKey(ctx, input.recoveryKey)),
  sessions: administerProcedure.query(() => sessionPolicy()),
  reach: administerProcedure.query(({ ctx }) => readPolicy(ctx)),
  saveReach: administerProcedure
    .input(policyInput)
    .mutation(({ ctx, input }) => savePolicy(ctx, input)),
  tryReach: administerProcedure.input(checkInput).query(({ ctx, input }) => checkReach(ctx, input)),
});

function personOf(ctx: Context) {
  if (ctx.actor?.kind !== "person") throw new Refusal("invalid", "only a person is shown the key");
  return ctx.actor;
}
