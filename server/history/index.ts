export { nearest } from "./nearest.ts";
export { type OpenedHistory, openHistory, reading } from "./open.ts";
export { page, transaction } from "./page.ts";
export * from "./schema.ts";
export { timeline, tokens } from "./timeline.ts";
