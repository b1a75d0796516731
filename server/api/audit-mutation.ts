import type { TRPCError } from "@trpc/server";
import { isSnapshotKind, type Outcome, record, type Snapshot, snapshot } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { log, messageOf } from "../log.ts";
import { type Subject, subjectOf } from "./audit-subjects.ts";
import { mayNobodyRecord } from "./nobody-limit.ts";

/** What a middleware knows of a call. */
interface Call {
  ctx: Context;
  path: string;
  getRawInput: () => Promise<unknown>;
}

type Result = { ok: true; data: unknown } | { ok: false; error: TRPCError };

const REFUSALS = new Set([
  "UNAUTHORIZED",
  "FORBIDDEN",
  "BAD_REQUEST",
  "NOT_FOUND",
  "CONFLICT",
  "PRECONDITION_FAILED",
  "TOO_MANY_REQUESTS",
]);

/**
 * Runs a mutation and leaves an entry of it in the audit, whatever became of it.
 * @throws what the mutation threw; and when the entry could not be written, since nothing may be done without a trace
 */
export async function auditMutation<R extends { ok: boolean }>(
  call: Call,
  next: () => Promise<R>,
): Promise<R> {
  const input = await call.getRawInput().catch(() => null);
  const before = call.ctx.actor ? await look(call, subjectOf(call.path, input, null)) : null;
  const result = await next();
  const end = endOf(result as unknown as Result);
  if (!call.ctx.actor && end.outcome !== "ok" && !mayNobodyRecord(call.ctx.clock.now()))
    return result;
  const subject = subjectOf(call.path, input, (result as { data?: unknown }).data);
  const after = call.ctx.actor ? await look(call, subject) : null;
  await record(call.ctx, {
    act: call.path,
    ...end,
    about: subject && { ...subject, name: after?.name ?? before?.name ?? null },
    ...changeOf(before, after, input),
  });
  return result;
}

/** Before and after where they tell something, else what was asked for. */
function changeOf(before: Snapshot | null, after: Snapshot | null, input: unknown) {
  const isSame = JSON.stringify(plain(before?.values)) === JSON.stringify(plain(after?.values));
  return isSame
    ? { before: null, after: input ?? null }
    : { before: before?.values ?? null, after: after?.values ?? null };
}

const plain = (values: unknown): unknown =>
  JSON.parse(
    JSON.stringify(values ?? null, (_key, item) => (typeof item === "bigint" ? `${item}` : item)),
  );

async function look(call: Call, subject: Subject | null): Promise<Snapshot | null> {
  if (!subject || !isSnapshotKind(subject.kind)) return null;
  try {
    return await snapshot(call.ctx, subject.kind, subject.id);
  } catch (thrown) {
    // an id that is none, most often: the mutation says so itself
    log.warn("audit-snapshot", { path: call.path, message: messageOf(thrown) });
    return null;
  }
}

function endOf(result: Result): { outcome: Outcome; reason: string | null } {
  if (!result.ok) {
    const { code, message } = result.error;
    if (!REFUSALS.has(code)) return { outcome: "failed", reason: "see the console's log" };
    return { outcome: "refused", reason: code === "BAD_REQUEST" ? firstIssue(message) : message };
  }
  const data = result.data as {
    ok?: unknown;
    reason?: unknown;
    error?: { message?: unknown };
  } | null;
  if (typeof data !== "object" || data === null || data.ok !== false)
    return { outcome: "ok", reason: null };
  if (typeof data.reason === "string") return { outcome: "refused", reason: data.reason };
  const message = data.error?.message;
  return { outcome: "failed", reason: typeof message === "string" ? message : null };
}

/** Of the issues of an input, which zod lists as JSON. */
function firstIssue(message: string): string {
  try {
    const [issue] = JSON.parse(message) as { message?: string; path?: unknown[] }[];
    return `${issue?.path?.join(".") ?? ""}: ${issue?.message ?? message}`.replace(/^: /, "");
  } catch {
    return message;
  }
}
