export { daysOf } from "./days.ts";
export { listOverview, overviewById, overviewBySlug, strip } from "./queries.ts";
export * from "./schema.ts";
export { standingOf } from "./standing.ts";
