import { exportAudit } from "@/server/api/audit-export.ts";
import { guarded } from "@/server/api/request-guard.ts";
import { createContext } from "@/server/api/trpc.ts";

export const dynamic = "force-dynamic";

export const GET = guarded(async (request) =>
  exportAudit(request, await createContext({ req: request })),
);
