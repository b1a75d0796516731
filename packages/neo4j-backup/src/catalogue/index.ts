export * from "./errors.ts";
export * from "./outcomes.ts";
