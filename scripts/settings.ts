import path from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.ts";
import { defaultDataDirectory } from "./pg.ts";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

const DEFAULT_PORT = 7200;
const PORTS_TO_TRY = 10;

/** What the environment says about how to start, with the defaults filled in. */
export interface Settings {
  dataDirectory: string;
  storageRoot: string;
  host: string;
  /** The port that was asked for, if one was. */
  wantedPort: number | undefined;
  databaseUrl: string | undefined;
  pgPort: number;
  demoPort: number;
}

/** @throws with a sentence when a value cannot be used. */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  if (env.HOLDFAST_URL && !/^https?:$/.test(protocolOf(env.HOLDFAST_URL)))
    throw new Error(
      `HOLDFAST_URL is "${env.HOLDFAST_URL}", which is no address such as https://backup.example.com`,
    );
  const dataDirectory = path.resolve(env.HOLDFAST_DATA || defaultDataDirectory(root));
  return {
    dataDirectory,
    storageRoot: path.resolve(env.HOLDFAST_STORAGE || path.join(dataDirectory, "backups")),
    host: env.HOST || "127.0.0.1",
    wantedPort: env.PORT ? readPort("PORT", env.PORT) : undefined,
    databaseUrl: env.DATABASE_URL || undefined,
    pgPort: readPort("HOLDFAST_PG_PORT", env.HOLDFAST_PG_PORT || "7210"),
    demoPort: readPort("HOLDFAST_DEMO_PORT", env.HOLDFAST_DEMO_PORT || "7262"),
  };
}

const protocolOf = (url: string): string => (URL.canParse(url) ? new URL(url).protocol : "");

function readPort(name: string, text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`${name} is "${text}", which is no port (1 to 65535)`);
  return port;
}

/** The port to listen on: the one that was asked for or nothing; else the first free one from the default. */
export async function choosePort(settings: Settings, say: (text: string) => void): Promise<number> {
  const { host, wantedPort } = settings;
  if (wantedPort !== undefined)
    return await freePort(wantedPort, wantedPort, host).catch((error: Error) => {
      throw new Error(`${error.message}: free it, or set PORT to another one`);
    });
  const port = await freePort(DEFAULT_PORT, DEFAULT_PORT + PORTS_TO_TRY - 1, host).catch(
    (error: Error) => {
      throw new Error(`${error.message}: set PORT to a free one`);
    },
  );
  if (port !== DEFAULT_PORT)
    say(`port ${DEFAULT_PORT} is in use, so this one listens on ${port} (PORT sets it)`);
  return port;
}

/** Whether only this machine can reach an address. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || host.startsWith("127.");
