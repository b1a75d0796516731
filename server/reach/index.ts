export { checkReach, type ReachTarget } from "./check.ts";
export {
  acceptableUrl,
  FetchFailed,
  type GuardedInit,
  guardedFetch,
  ReachRefused,
} from "./guarded-fetch.ts";
export { readPolicy, savePolicy } from "./policy-row.ts";
export * from "./schema.ts";
