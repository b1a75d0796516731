export {
  abandonedStretches,
  beatFollower,
  type Claimed,
  claimFollower,
  type FollowerIds,
  type FollowerPulse,
  forgetStretch,
  freeFollowersOf,
  holdSet,
  type Release,
  releaseFollower,
} from "./claim.ts";
export { askForPull, followerOfSet, type LiveFollower } from "./live.ts";
export { continuousById, continuousOf, FOLLOWER_EXPIRES_SECONDS } from "./queries.ts";
export { countIn, type MinuteCount } from "./rate.ts";
export { retryNow, saveContinuous } from "./save.ts";
export * from "./schema.ts";
export { type FollowerStanding, tellStanding } from "./tell.ts";
