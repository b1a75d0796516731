import { systemContext } from "../context.ts";
import { door, type MeDto, me, needsSetUp, personOf } from "../people/index.ts";

/** Who asks for a page. */
export type Visitor =
  | { kind: "person"; me: MeDto }
  | { kind: "nobody" }
  /** Nobody has an account yet. */
  | { kind: "first" };

/** Who asks for a page, by the headers of the request. */
export async function visitorOf(headers: Headers): Promise<Visitor> {
  const ctx = systemContext();
  const actor = await personOf(ctx, headers);
  if (actor) return { kind: "person", me: await me({ ...ctx, actor }) };
  return { kind: (await needsSetUp(ctx)) ? "first" : "nobody" };
}

/** What the pages before sign-in show. */
export const doorNow = () => door(systemContext());

export { localPath } from "../people/index.ts";
