import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { logFailure } from "@/server/api/failures.ts";
import { guarded } from "@/server/api/request-guard.ts";
import { appRouter } from "@/server/api/root.ts";
import { createContext } from "@/server/api/trpc.ts";

export const dynamic = "force-dynamic";

const MOST_IN_BATCH = 50;

const handler = guarded((request) =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext,
    maxBatchSize: MOST_IN_BATCH,
    onError: logFailure,
  }),
);

export { handler as GET, handler as POST };
