/** Who is on a port: store and dialect of a server, for a connection test. */
import type { StoreIdentity } from "../catalogue/outcomes.ts";
import {
  BackupClient,
  DEFAULT_FULL_FIRST_BYTE_MILLIS,
  DEFAULT_SILENCE_MILLIS,
} from "../protocol/client.ts";

export const DEFAULT_PORT = 6362;

export interface ProbeOptions {
  host: string;
  port?: number;
  /** What the host stands for, when that was looked up before; the host stays in messages. */
  addresses?: readonly string[];
  /** Longest silence, milliseconds. */
  timeoutMillis?: number;
  signal?: AbortSignal;
}

export interface ProbeResult {
  store: StoreIdentity;
  dialect: 1 | 2;
  elapsedMillis: number;
}

/**
 * Asks a server who it is, without making it work.
 * @throws BackupError of the transport and protocol kinds
 */
export async function probe(options: ProbeOptions): Promise<ProbeResult> {
  const startedAt = Date.now();
  const client = await BackupClient.open({
    host: options.host,
    port: options.port ?? DEFAULT_PORT,
    addresses: options.addresses,
    silenceMillis: options.timeoutMillis ?? DEFAULT_SILENCE_MILLIS,
    fullFirstByteMillis: DEFAULT_FULL_FIRST_BYTE_MILLIS,
    signal: options.signal,
  });
  try {
    return {
      store: client.store,
      dialect: client.dialect.number,
      elapsedMillis: Date.now() - startedAt,
    };
  } finally {
    client.close();
  }
}
