import { downloadRestore } from "@/server/api/restore-download.ts";

export const dynamic = "force-dynamic";

export async function GET(
  request: Request,
  { params }: { params: Promise<{ setId: string }> },
): Promise<Response> {
  return await downloadRestore(request, (await params).setId);
}
