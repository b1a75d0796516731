export { addressOf } from "./address.ts";
export { linkOf, redeemLink } from "./links.ts";
export { ACCOUNT_RULE } from "./lock-out.ts";
export {
  changeRole,
  disable,
  enable,
  endSessionsOf,
  invite,
  letIn,
  newLink,
  remove,
  resetTwoFactor,
} from "./manage.ts";
export { IDLE_MINUTES, SESSION_HOURS, SIGN_IN_BASE } from "./names.ts";
export { changePassword, endOtherSessions, endSession, rename } from "./own-account.ts";
export { confirmPassword } from "./password.ts";
export { pruneSignIn } from "./prune.ts";
export { door, listPeople, me, mySessions, needsSetUp, personIn } from "./queries.ts";
export { type Recovered, recoverAccount } from "./recover.ts";
export { auth, authWithSingleSignOn, SingleSignOnUnusable } from "./running.ts";
export * from "./schema.ts";
export { personOf, roleNow } from "./session.ts";
export { setUp } from "./set-up.ts";
export { removeSingleSignOn, saveSingleSignOn, singleSignOn } from "./single-sign-on.ts";
