import { TRPCError } from "@trpc/server";
import { type Actor, mayDo, type Right, type Role } from "../actor.ts";
import type { Context } from "../context.ts";
import { roleNow } from "../people/index.ts";

/** How often an answer that stays open looks whether it still may. */
const LOOKS_EVERY_MILLIS = 2_000;

const TAKES: Record<Right, string> = {
  view: "somebody who may view",
  operate: "an operator or an administrator",
  administer: "an administrator",
};

const unauthorized = (): TRPCError =>
  new TRPCError({ code: "UNAUTHORIZED", message: "nobody is signed in: sign in first" });

const forbidden = (role: Role, right: Right): TRPCError =>
  new TRPCError({
    code: "FORBIDDEN",
    message: `your role, ${role}, does not allow this: it takes ${TAKES[right]}`,
  });

/** @throws TRPCError `UNAUTHORIZED` when nobody is signed in, `FORBIDDEN` when their role does not go that far */
export function requireRight(actor: Actor | null, right: Right | null): void {
  if (right === null || actor?.kind === "system") return;
  if (!actor) throw unauthorized();
  if (!mayDo(actor.role, right)) throw forbidden(actor.role, right);
}

/**
 * What a subscription yields, until its session ends, the person is disabled or their role no longer goes that far; then
 * it ends with that error.
 */
export function whileAllowed(ctx: Context, right: Right, source: unknown): unknown {
  const { actor } = ctx;
  if (actor?.kind !== "person" || !isAsyncIterable(source)) return source;
  const check = async (): Promise<void> => {
    const role = await roleNow(ctx, actor);
    if (role === null) throw unauthorized();
    if (!mayDo(role, right)) throw forbidden(role, right);
  };
  return untilThrown(source[Symbol.asyncIterator](), check);
}

/** Aborts when the caller may no longer: for an answer that is a long stream of bytes. Call `done` when it is over. */
export function untilNotAllowed(
  ctx: Context,
  right: Right,
): { signal: AbortSignal; done: () => void } {
  const ended = new AbortController();
  const { actor } = ctx;
  if (actor?.kind !== "person") return { signal: ended.signal, done: () => {} };
  const look = async (): Promise<void> => {
    const role = await roleNow(ctx, actor);
    if (role === null || !mayDo(role, right)) ended.abort();
  };
  // a look that fails tells nothing: the next one may
  const timer = setInterval(() => void look().catch(() => {}), LOOKS_EVERY_MILLIS);
  const done = (): void => clearInterval(timer);
  ended.signal.addEventListener("abort", done, { once: true });
  return { signal: ended.signal, done };
}

async function* untilThrown<T>(
  source: AsyncIterator<T, unknown>,
  check: () => Promise<void>,
): AsyncGenerator<T, void> {
  const ended = new AbortController();
  try {
    for (;;) {
      const next = source.next();
      next.catch(() => {}); // it may fail after we have gone
      const one = await firstOf(next, check, ended.signal);
      await check();
      if (one.done) return;
      yield one.value;
    }
  } finally {
    ended.abort();
    // not awaited: a source that waits for news would keep us until there are some
    void source.return?.();
  }
}

/** The next value, with a look every few seconds while there is none. */
async function firstOf<T>(
  next: Promise<T>,
  check: () => Promise<void>,
  ended: AbortSignal,
): Promise<T> {
  for (;;) {
    const beat = pause(LOOKS_EVERY_MILLIS, ended);
    const first = await Promise.race([next.then((value) => ({ value })), beat.done]);
    beat.cancel();
    if (first) return first.value;
    await check();
  }
}

function pause(millis: number, ended: AbortSignal) {
  let cancel = (): void => {};
  const done = new Promise<null>((resolve) => {
    const timer = setTimeout(resolve, millis, null);
    cancel = () => clearTimeout(timer);
    ended.addEventListener("abort", cancel, { once: true });
  });
  return {
    done,
    cancel: () => {
      cancel();
      ended.removeEventListener("abort", cancel);
    },
  };
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;
