export { spaceUnder, systemStatus } from "./queries.ts";
export * from "./schema.ts";
