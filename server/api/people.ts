import {
  changePassword,
  changePasswordInput,
  changeRole,
  changeRoleInput,
  disable,
  door,
  enable,
  endOtherSessions,
  endSession,
  endSessionsOf,
  invite,
  inviteInput,
  letIn,
  linkInput,
  linkOf,
  listPeople,
  me,
  mySessions,
  newLink,
  personIdInput,
  redeemLink,
  redeemLinkInput,
  remove,
  removeSingleSignOn,
  rename,
  renameInput,
  resetTwoFactor,
  saveSingleSignOn,
  sessionIdInput,
  setUp,
  setUpInput,
  singleSignOn,
  singleSignOnInput,
} from "../people/index.ts";
import { requireProviderReach } from "./provider-reach.ts";
import { administerProcedure, openProcedure, router, viewProcedure } from "./trpc.ts";

export const peopleRouter = router({
  door: openProcedure.query(({ ctx }) => door(ctx)),
  setUp: openProcedure
    .input(setUpInput)
    .mutation(({ ctx, input }) => setUp(ctx, input, ctx.address ?? null)),
  link: openProcedure.input(linkInput).mutation(({ ctx, input }) => linkOf(ctx, input.token)),
  redeemLink: openProcedure
    .input(redeemLinkInput)
    .mutation(({ ctx, input }) => redeemLink(ctx, input)),

  me: viewProcedure.query(({ ctx }) => me(ctx)),
  mySessions: viewProcedure.query(({ ctx }) => mySessions(ctx)),
  rename: viewProcedure.input(renameInput).mutation(({ ctx, input }) => rename(ctx, input.name)),
  changePassword: viewProcedure
    .input(changePasswordInput)
    .mutation(({ ctx, input }) => changePassword(ctx, input)),
  endSession: viewProcedure
    .input(sessionIdInput)
    .mutation(({ ctx, input }) => endSession(ctx, input.id)),
  endOtherSessions: viewProcedure.mutation(({ ctx }) => endOtherSessions(ctx)),

  list: administerProcedure.query(({ ctx }) => listPeople(ctx)),
  invite: administerProcedure.input(inviteInput).mutation(({ ctx, input }) => invite(ctx, input)),
  newLink: administerProcedure
    .input(personIdInput)
    .mutation(({ ctx, input }) => newLink(ctx, input.id)),
  changeRole: administerProcedure
    .input(changeRoleInput)
    .mutation(({ ctx, input }) => changeRole(ctx, input)),
  disable: administerProcedure
    .input(personIdInput)
    .mutation(({ ctx, input }) => disable(ctx, input.id)),
  enable: administerProcedure
    .input(personIdInput)
    .mutation(({ ctx, input }) => enable(ctx, input.id)),
  letIn: administerProcedure
    .input(personIdInput)
    .mutation(({ ctx, input }) => letIn(ctx, input.id)),
  remove: administerProcedure
    .input(personIdInput)
    .mutation(({ ctx, input }) => remove(ctx, input.id)),
  resetTwoFactor: administerProcedure
    .input(personIdInput)
    .mutation(({ ctx, input }) => resetTwoFactor(ctx, input.id)),
  endSessionsOf: administerProcedure
    .input(personIdInput)
    .mutation(({ ctx, input }) => endSessionsOf(ctx, input.id)),
  singleSignOn: administerProcedure.query(({ ctx }) => singleSignOn(ctx)),
  saveSingleSignOn: administerProcedure
    .input(singleSignOnInput)
    .mutation(async ({ ctx, input }) => {
      await requireProviderReach(ctx, input.issuer);
      return await saveSingleSignOn(ctx, input);
    }),
  removeSingleSignOn: administerProcedure.mutation(({ ctx }) => removeSingleSignOn(ctx)),
});
