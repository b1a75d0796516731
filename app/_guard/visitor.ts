import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { doorNow, localPath, visitorOf } from "@/server/api/visitor.ts";
import type { DoorDto, MeDto } from "@/server/people/schema.ts";

/** The proxy notes here which page was asked for. */
const PATH_HEADER = "x-holdfast-path";

/** Who is signed in; everybody else goes to sign in, or to set Holdfast up. */
export async function signedIn(): Promise<MeDto> {
  const asked = await headers();
  const visitor = await visitorOf(asked);
  if (visitor.kind === "person") return visitor.me;
  if (visitor.kind === "first") redirect("/setup");
  const path = asked.get(PATH_HEADER) ?? "/";
  redirect(path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`);
}

/** What the pages before sign-in show, and where they lead. Who is signed in already goes on to where they wanted to. */
export async function beforeSignIn(wanted?: string | null): Promise<DoorDto & { next: string }> {
  const next = localPath(wanted);
  const visitor = await visitorOf(await headers());
  if (visitor.kind === "person") redirect(next);
  return { ...(await doorNow()), next };
}
