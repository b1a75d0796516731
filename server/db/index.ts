export { type Db, db, type Tx } from "./client.ts";
export { HAS_OWN_LOG_FILES } from "./followed.ts";
export { Prisma } from "./generated/client.ts";
export { type Listener, type ListenOptions, listen } from "./listen.ts";
export { CANCEL_CHANNEL, notify, RUNS_CHANNEL } from "./notify.ts";
export { milliseconds, number, numberOrNull } from "./numbers.ts";
export { enqueue, type QueuePayloads, runKey } from "./queue.ts";
export { isUniqueViolation } from "./violations.ts";
