export { SecretUnreadable, type UnreadableBecause } from "./errors.ts";
export * from "./schema.ts";
export { isSealed, open, seal, secretFor } from "./seal.ts";
export { ensureMasterKey, recoveryKey, restoreMasterKey, secretsState } from "./state.ts";
