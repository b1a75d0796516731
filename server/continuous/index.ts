export { continuousById, continuousOf, FOLLOWER_EXPIRES_SECONDS } from "./queries.ts";
export * from "./schema.ts";
