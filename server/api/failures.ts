import type { TRPCError } from "@trpc/server";
import { log } from "../log.ts";

/** Keeps unexpected failures in the server's log; expected refusals are answers, not news. */
export function logFailure({ error, path }: { error: TRPCError; path: string | undefined }): void {
  if (error.code !== "INTERNAL_SERVER_ERROR") return;
  log.error("call-failed", { path, message: error.message });
  if (error.cause?.stack) log.error("call-failed-at", { stack: error.cause.stack });
}
