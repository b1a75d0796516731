// An embedded PostgreSQL: initdb once, its own user, its own port, a clean stop.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { freePort } from "./free-port.ts";
import { stopLeftBehind } from "./left-behind.ts";
import { canEnter, type ServerUser, serverPrograms, serverUser } from "./pg-binaries.ts";

const START_MILLIS = 30_000;
const FAST_STOP_MILLIS = 10_000;

export interface PgServer {
  port: number;
  url: (database: string) => string;
  stop: () => Promise<void>;
  exited: Promise<number | null>;
}

export interface PgOptions {
  dataDirectory: string;
  /** First port to try. */
  port: number;
  /** For tests: nothing is made durable, and `stop` removes the directory that holds the data directory. */
  isThrowaway?: boolean;
  /** Pid of the supervisor that owns the data directory. */
  ownerFile?: string;
}

/** The data directory that a supervisor uses when it is told none. */
export function defaultDataDirectory(root: string): string {
  const own = path.join(root, ".data");
  return canEnter(root, serverUser(path.join(own, "pg"))) ? own : "/var/lib/holdfast";
}

/** Starts a server and waits until it takes connections. */
export async function startPg(options: PgOptions): Promise<PgServer> {
  const dataDirectory = path.resolve(options.dataDirectory);
  const user = serverUser(dataDirectory);
  const programs = serverPrograms(user);
  prepareDirectory(dataDirectory, user);
  const password = initOnce(programs, dataDirectory, user, options.isThrowaway ?? false);
  await stopLeftBehind(dataDirectory, options.ownerFile);
  const port = await freePort(options.port);
  const child = launch(programs, dataDirectory, user, port, options.isThrowaway ?? false);
  const url = (database: string): string =>
    `postgresql://app:${password}@127.0.0.1:${port}/${database}`;
  await untilItAnswers(child, url("postgres"));
  const stop = async (): Promise<void> => {
    if (!child.isDead()) child.process.kill("SIGINT"); // PostgreSQL's fast shutdown
    const timer = setTimeout(() => child.process.kill("SIGQUIT"), FAST_STOP_MILLIS);
    await child.exited;
    clearTimeout(timer);
    if (options.isThrowaway)
      fs.rmSync(path.dirname(dataDirectory), { recursive: true, force: true });
  };
  return { port, url, stop, exited: child.exited };
}

function prepareDirectory(dataDirectory: string, user: ServerUser): void {
  fs.mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const parent = path.dirname(dataDirectory);
  if (!canEnter(parent, user))
    throw new Error(
      `the database's user cannot enter ${parent}: set HOLDFAST_DATA to a directory that it can enter`,
    );
  if (user.uid === undefined || user.gid === undefined) return;
  fs.chownSync(dataDirectory, user.uid, user.gid);
  fs.chmodSync(dataDirectory, 0o700);
}

const serverEnv = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: "C", TZ: "UTC" });

/** @returns the password, made on first use and kept beside the data directory. */
function initOnce(
  programs: string,
  dataDirectory: string,
  user: ServerUser,
  isThrowaway: boolean,
): string {
  const passwordFile = path.join(dataDirectory, "..", "pg-password");
  if (fs.existsSync(path.join(dataDirectory, "PG_VERSION")))
    return fs.readFileSync(passwordFile, "utf8");
  const password = randomBytes(18).toString("base64url");
  const handOver = path.join(os.tmpdir(), `holdfast-${randomBytes(6).toString("hex")}`);
  fs.writeFileSync(handOver, password, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) fs.chownSync(handOver, user.uid, user.gid);
  const args = ["-D", dataDirectory, "-U", "app", "--pwfile", handOver, "--auth=scram-sha-256"];
  args.push("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8");
  if (isThrowaway) args.push("--no-sync");
  try {
    const result = spawnSync(path.join(programs, "bin", "initdb"), args, {
      ...user,
      env: serverEnv(),
      cwd: "/",
      encoding: "utf8",
    });
    if (result.status !== 0)
      throw new Error(`initdb failed: ${result.error ?? ""}${result.stdout}${result.stderr}`);
  } finally {
    fs.rmSync(handOver, { force: true });
  }
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  return password;
}

interface Launched {
  process: ChildProcess;
  exited: Promise<number | null>;
  isDead: () => boolean;
  lastWords: () => string;
}

function launch(
  programs: string,
  dataDirectory: string,
  user: ServerUser,
  port: number,
  isThrowaway: boolean,
): Launched {
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=60"];
  if (isThrowaway) settings.push("fsync=off", "synchronous_commit=off", "full_page_writes=off");
  const args = ["-D", dataDirectory, "-p", String(port), ...settings.flatMap((one) => ["-c", one])];
  // detached: a Ctrl-C on the terminal must not reach the server before the console has ended its work
  const child = spawn(path.join(programs, "bin", "postgres"), args, {
    ...user,
    env: serverEnv(),
    cwd: "/",
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  let words = "";
  child.stderr?.on("data", (data: Buffer) => {
    words = (words + data).slice(-4_000);
  });
  let dead = false;
  const exited = new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(-1));
    child.once("exit", (code) => resolve(code));
  });
  void exited.then(() => {
    dead = true;
  });
  process.once("exit", () => {
    if (!dead) child.kill("SIGINT"); // also after an error that nobody caught
  });
  return { process: child, exited, isDead: () => dead, lastWords: () => words };
}

async function untilItAnswers(server: Launched, url: string): Promise<void> {
  const deadline = Date.now() + START_MILLIS;
  for (;;) {
    if (server.isDead()) throw new Error(`PostgreSQL ended while starting:\n${server.lastWords()}`);
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => {});
      if (Date.now() > deadline) {
        server.process.kill("SIGQUIT");
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
  }
}

/** A throwaway server in a new temporary directory. */
export async function startThrowawayPg(port: number): Promise<PgServer> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-pg-"));
  fs.chmodSync(directory, 0o755);
  return await startPg({ dataDirectory: path.join(directory, "pg"), port, isThrowaway: true });
}

/** Creates a database unless it is there. */
export async function ensureDatabase(server: PgServer, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.url("postgres") });
  client.on("error", () => {});
  await client.connect();
  const found = await client.query("select 1 from pg_database where datname = $1", [name]);
  if (!found.rowCount) await client.query(`create database ${client.escapeIdentifier(name)}`);
  await client.end();
}
