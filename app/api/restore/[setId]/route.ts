import { guarded } from "@/server/api/request-guard.ts";
import { downloadRestore } from "@/server/api/restore-download.ts";

export const dynamic = "force-dynamic";

export const GET = guarded(
  async (request, { params }: { params: Promise<{ setId: string }> }): Promise<Response> =>
    await downloadRestore(request, (await params).setId),
);
