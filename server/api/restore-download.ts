import { Readable } from "node:stream";
import { TRPCError } from "@trpc/server";
import type { Context } from "../context.ts";
import { log, messageOf } from "../log.ts";
import { Refusal } from "../refusal.ts";
import { downloadInput, isEngineFailure, openArchive } from "../restore/index.ts";
import { isAllowedHost } from "./allowed-host.ts";
import { closing } from "./events.ts";
import { requireRight, untilNotAllowed } from "./rights.ts";
import { createContext } from "./trpc.ts";

const STATUS = { "not-found": 404, conflict: 409, invalid: 400 } as const;

/**
 * A restore as a `.tar.gz`: `?transaction=N`, `?time=` in ISO form, or neither for the newest. What is wrong before the
 * first byte is an answer in words; later the stream breaks, so that no half archive passes for a whole one.
 */
export async function downloadRestore(
  request: Request,
  setId: string,
  given?: Context,
): Promise<Response> {
  if (!isAllowedHost(request.headers.get("host")))
    return new Response("this console answers on its own address only", { status: 421 });
  const ctx = given ?? (await createContext({ req: request }));
  const notAllowed = refusalOfRight(ctx);
  if (notAllowed) return notAllowed;
  const asked = downloadInput.safeParse({
    setId,
    ...Object.fromEntries(new URL(request.url).searchParams),
  });
  if (!asked.success)
    return Response.json(
      { error: asked.error.issues[0]?.message ?? "the request is not valid" },
      { status: 400 },
    );
  const watch = untilNotAllowed(ctx, "operate");
  const signal = AbortSignal.any([request.signal, closing(), watch.signal]);
  try {
    const { stream, fileName } = await openArchive(ctx, asked.data, signal);
    stream.once("close", watch.done);
    if (request.method === "HEAD") stream.destroy();
    return new Response(request.method === "HEAD" ? null : body(stream, signal), {
      headers: {
        "content-type": "application/gzip",
        "content-disposition": `attachment; filename="${fileName}"`,
        "cache-control": "no-store, no-transform",
      },
    });
  } catch (thrown) {
    watch.done();
    return refusal(thrown);
  }
}

/** What is in the databases leaves Holdfast here: that takes the right to restore. */
function refusalOfRight(ctx: Context): Response | null {
  try {
    requireRight(ctx.actor, "operate");
    return null;
  } catch (thrown) {
    if (!(thrown instanceof TRPCError)) throw thrown;
    const status = thrown.code === "UNAUTHORIZED" ? 401 : 403;
    return Response.json({ error: thrown.message }, { status });
  }
}

/** The stream until the client goes; what breaks it is kept in the log, since the client cannot be told any more. */
function body(stream: Readable, signal: AbortSignal): ReadableStream<Uint8Array> {
  signal.addEventListener("abort", () => stream.destroy(), { once: true });
  stream.on("error", (error) => {
    if (!signal.aborted) log.error("download-broken", { message: error.message });
  });
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
}

function refusal(thrown: unknown): Response {
  if (thrown instanceof Refusal)
    return Response.json({ error: thrown.message }, { status: STATUS[thrown.kind] });
  if (isEngineFailure(thrown))
    return Response.json({ error: thrown.message, advice: thrown.advice }, { status: 409 });
  log.error("download-failed", { message: messageOf(thrown) });
  return Response.json({ error: "something went wrong: see the console's log" }, { status: 500 });
}
