import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { isAllowedHost } from "@/server/api/allowed-host.ts";
import { logFailure } from "@/server/api/failures.ts";
import { appRouter } from "@/server/api/root.ts";
import { createContext } from "@/server/api/trpc.ts";

export const dynamic = "force-dynamic";

const handler = (request: Request): Response | Promise<Response> =>
  isAllowedHost(request.headers.get("host"))
    ? fetchRequestHandler({
        endpoint: "/api/trpc",
        req: request,
        router: appRouter,
        createContext,
        onError: logFailure,
      })
    : new Response("this console answers on its own address only", { status: 421 });

export { handler as GET, handler as POST };
