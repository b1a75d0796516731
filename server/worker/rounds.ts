import type { Clock } from "../clock.ts";
import { log, messageOf } from "../log.ts";

/**
 * Does something now and again and again, never twice at once.
 * @param failed the log's word for a round that failed
 * @returns how to stop: it waits for the round under way
 */
export function rounds(
  failed: string,
  everyMillis: number,
  once: () => Promise<void>,
): () => Promise<void> {
  let round: Promise<void> | undefined;
  const begin = (): void => {
    round ??= once()
      .catch((thrown) => log.warn(failed, { message: messageOf(thrown) }))
      .finally(() => {
        round = undefined;
      });
  };
  begin();
  const timer = setInterval(begin, everyMillis);
  return async () => {
    clearInterval(timer);
    await round;
  };
}

/** Something for rounds that come oftener than it is worth: the first time at once, then when that long has passed. */
export function seldom(
  clock: Clock,
  everyMillis: number,
  act: () => Promise<unknown>,
): () => Promise<void> {
  let dueAt = 0;
  return async () => {
    const now = clock.now().getTime();
    if (now < dueAt) return;
    dueAt = now + everyMillis;
    await act();
  };
}
