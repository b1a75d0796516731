import { health } from "@/server/api/health.ts";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const answer = await health();
  return Response.json(answer, { status: answer.ok ? 200 : 503 });
}
