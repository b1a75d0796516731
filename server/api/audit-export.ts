import { auditCsv, auditJson, filterInput, record } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { log, messageOf } from "../log.ts";
import { requireRight } from "./rights.ts";

const FORMATS = {
  csv: { write: auditCsv, type: "text/csv; charset=utf-8; header=present" },
  json: { write: auditJson, type: "application/json; charset=utf-8" },
} as const;

/** The audit, filtered as on its page, as a file: `?format=csv` or `json`. Only a page of it is in memory at a time. */
export async function exportAudit(request: Request, ctx: Context): Promise<Response> {
  try {
    requireRight(ctx.actor, "administer");
  } catch (thrown) {
    return Response.json({ error: messageOf(thrown) }, { status: ctx.actor ? 403 : 401 });
  }
  const { format = "", ...asked } = Object.fromEntries(new URL(request.url).searchParams);
  const filter = filterInput.safeParse(asked);
  if (!filter.success || !Object.hasOwn(FORMATS, format))
    return Response.json(
      { error: filter.error?.issues[0]?.message ?? "format is csv or json" },
      { status: 400 },
    );
  const { write, type } = FORMATS[format as keyof typeof FORMATS];
  await record(ctx, { act: "audit.export", after: { format, ...filter.data } });
  const day = ctx.clock.now().toISOString().slice(0, 10);
  return new Response(bodyOf(write(ctx, filter.data), request.signal), {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="holdfast-audit-${day}.${format}"`,
      "cache-control": "no-store, no-transform",
    },
  });
}

/** Pieces as they are asked for, so that a slow reader holds up the queries and not the memory. */
function bodyOf(pieces: AsyncGenerator<string>, signal: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull: async (controller) => {
      try {
        const next = signal.aborted ? { done: true as const } : await pieces.next();
        if (next.done) controller.close();
        else controller.enqueue(encoder.encode(next.value));
      } catch (thrown) {
        log.error("audit-export-broken", { message: messageOf(thrown) });
        controller.error(thrown);
      }
    },
    cancel: async () => {
      await pieces.return(undefined);
    },
  });
}
