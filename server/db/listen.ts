import pg from "pg";

export interface Listener {
  /** Resolves when the first connection listens. */
  ready: Promise<void>;
  close(): Promise<void>;
}

export interface ListenOptions {
  url: string;
  channels: string[];
  onNotification: (channel: string, payload: string) => void;
  /** The connection was lost and is back: notifications in between are gone, so look at the rows again. */
  onReconnect: () => void;
}

const FIRST_WAIT_MILLIS = 100;
const LONGEST_WAIT_MILLIS = 2_000;

/** Listens to Postgres notifications on one connection of its own, and connects again whenever it is lost. */
export function listen(options: ListenOptions): Listener {
  let client: pg.Client | undefined;
  let closed = false;
  let waitMillis = FIRST_WAIT_MILLIS;
  let markReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });
  let wasConnected = false;

  const connect = async (): Promise<void> => {
    if (closed) return;
    const fresh = new pg.Client({ connectionString: options.url, keepAlive: true });
    let lost = false;
    const onLost = (): void => {
      if (lost) return;
      lost = true;
      void fresh.end().catch(() => {});
      const wait = waitMillis;
      waitMillis = Math.min(waitMillis * 2, LONGEST_WAIT_MILLIS);
      if (!closed) setTimeout(() => void connect(), wait).unref();
    };
    fresh.on("error", onLost);
    fresh.on("end", onLost);
    fresh.on("notification", ({ channel, payload }) =>
      options.onNotification(channel, payload ?? ""),
    );
    try {
      await fresh.connect();
      for (const channel of options.channels) await fresh.query(`LISTEN ${channel}`);
    } catch {
      onLost();
      return;
    }
    client = fresh;
    waitMillis = FIRST_WAIT_MILLIS;
    if (closed) return void (await fresh.end().catch(() => {}));
    if (wasConnected) options.onReconnect();
    wasConnected = true;
    markReady();
  };

  void connect();
  return {
    ready,
    close: async () => {
      closed = true;
      await client?.end().catch(() => {});
    },
  };
}
