import { EventEmitter } from "node:events";
import { listen, RUNS_CHANNEL } from "../db/index.ts";
import { env } from "../env.ts";
import { parseSignal, type RunSignal } from "../runs/index.ts";

interface BusEvents {
  run: [RunSignal];
  /** Signals may have been missed: read the rows again. */
  reconnected: [];
}

const shared = globalThis as unknown as {
  holdfastBus?: Promise<EventEmitter<BusEvents>>;
  holdfastClosing?: AbortController;
};

/** One listening connection a process, fanned out to everybody who watches. */
export function bus(): Promise<EventEmitter<BusEvents>> {
  shared.holdfastBus ??= (async () => {
    const emitter = new EventEmitter<BusEvents>().setMaxListeners(0);
    const listener = listen({
      url: env.databaseUrl,
      channels: [RUNS_CHANNEL],
      onNotification: (_channel, payload) => emitter.emit("run", parseSignal(payload)),
      onReconnect: () => emitter.emit("reconnected"),
    });
    await listener.ready;
    return emitter;
  })();
  return shared.holdfastBus;
}

/** Aborts when the process is told to stop: `next start` waits for open answers, and endless ones must end themselves. */
export function closing(): AbortSignal {
  if (!shared.holdfastClosing) {
    const controller = new AbortController();
    shared.holdfastClosing = controller;
    process.once("SIGTERM", () => controller.abort());
  }
  return shared.holdfastClosing.signal;
}

/**
 * Every signal from the moment of the call on, in order; `null` stands for "some may be missing".
 * Ends quietly when `signal` aborts or the process closes.
 */
export async function signalsUntil(
  signal: AbortSignal | undefined,
): Promise<AsyncGenerator<RunSignal | null, void>> {
  const emitter = await bus();
  const waiting: (RunSignal | null)[] = [];
  let wake = (): void => {};
  const push = (one: RunSignal | null): void => {
    waiting.push(one);
    wake();
  };
  const onRun = (one: RunSignal): void => push(one);
  const onReconnected = (): void => push(null);
  const ended = signal ? AbortSignal.any([signal, closing()]) : closing();
  emitter.on("run", onRun);
  emitter.on("reconnected", onReconnected);
  const onEnded = (): void => wake();
  ended.addEventListener("abort", onEnded);
  const unsubscribe = (): void => {
    emitter.off("run", onRun);
    emitter.off("reconnected", onReconnected);
    ended.removeEventListener("abort", onEnded);
  };
  if (ended.aborted) unsubscribe();
  else ended.addEventListener("abort", unsubscribe, { once: true });
  return (async function* () {
    try {
      while (!ended.aborted) {
        const next = waiting.shift();
        if (next !== undefined) yield next;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
            if (ended.aborted || waiting.length > 0) resolve();
          });
      }
    } finally {
      unsubscribe();
    }
  })();
}
