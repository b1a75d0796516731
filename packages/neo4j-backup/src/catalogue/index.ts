export * from "./errors.ts";
export * from "./history.ts";
export * from "./outcomes.ts";
export * from "./restore.ts";
