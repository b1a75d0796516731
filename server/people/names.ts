/** better-auth's names of the two ways to sign in. */
export const BY_PASSWORD = "credential";
export const BY_SINGLE_SIGN_ON = "oidc";
/** Where better-auth's own paths lie. */
export const SIGN_IN_BASE = "/api/auth";

/** A session ends this long after sign-in, however much it is used. */
export const SESSION_HOURS = 12;
/** And this long after the last request. */
export const IDLE_MINUTES = 30;
