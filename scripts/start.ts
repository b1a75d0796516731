// The supervisor: PostgreSQL, migrations, worker and web server, started in order and stopped in order.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { freePort } from "./free-port.ts";
import { createParts } from "./parts.ts";
import { ensureDatabase, type PgServer, startPg } from "./pg.ts";
import { prepareDatabase } from "./prepare-database.ts";
import { prepareSecrets } from "./prepare-secrets.ts";
import { hasNobody, newSetUpCode, sessionSecret } from "./session-secret.ts";
import { choosePort, isLoopback, readSettings, root, type Settings } from "./settings.ts";

const HEALTHY_MILLIS = 60_000;
const startedAt = performance.now();
const say = (text: string): void =>
  console.log(`[holdfast +${((performance.now() - startedAt) / 1000).toFixed(1)}s] ${text}`);

let server: PgServer | undefined;
let ownerFile: string | undefined;
let stopping: Promise<void> | undefined;
const parts = createParts(say, () => void stop(1));

function stop(code: number): Promise<void> {
  stopping ??= (async () => {
    await parts.stop(); // those that use the database first, then the database
    await server?.stop();
    if (ownerFile) fs.rmSync(ownerFile, { force: true });
    if (code === 0) say("stopped");
    process.exit(code);
  })();
  return stopping;
}

async function startPostgres(settings: Settings): Promise<string> {
  const owner = path.join(settings.dataDirectory, "app.pid");
  server = await startPg({
    dataDirectory: path.join(settings.dataDirectory, "pg"),
    port: settings.pgPort,
    ownerFile: owner,
  });
  fs.writeFileSync(owner, String(process.pid));
  ownerFile = owner;
  void server.exited.then((code) => {
    if (stopping) return;
    say(`PostgreSQL ended unexpectedly (${code})`);
    void stop(1);
  });
  await ensureDatabase(server, "holdfast");
  say(`PostgreSQL on port ${server.port}`);
  return server.url("holdfast");
}

interface Ports {
  port: number;
  demoPort: number;
}

function startParts(
  settings: Settings,
  url: string,
  { port, demoPort, setUpCode }: Ports & { setUpCode: string | null },
): void {
  const env = {
    DATABASE_URL: url,
    HOLDFAST_POSTGRES: settings.databaseUrl ? "external" : "embedded",
    HOLDFAST_DATA: settings.dataDirectory,
    HOLDFAST_STORAGE: settings.storageRoot,
    HOLDFAST_DEMO_PORT: String(demoPort),
    HOST: settings.host,
    HOLDFAST_PORT: String(port),
    HOLDFAST_SESSION_SECRET: sessionSecret(settings.dataDirectory),
    HOLDFAST_SETUP_CODE: setUpCode ?? "",
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
  };
  const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
  const address = ["-p", String(port), "-H", settings.host];
  parts.start({ name: "worker", args: ["--import", "tsx", "server/worker/main.ts"], env });
  const trueAddress = pathToFileURL(path.join(root, "scripts/true-address.mjs")).href;
  parts.start({
    name: "web server",
    args: ["--import", trueAddress, next, "start", ...address],
    env,
  });
}

/** The address to reach a server at that listens on `host`. */
function reachableHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

/** Whether somebody else could be the first to open the console: over the network, or through a proxy before it. */
const canOthersReach = (settings: Settings): boolean =>
  !isLoopback(settings.host) ||
  Boolean(process.env.HOLDFAST_URL || process.env.HOLDFAST_TRUSTED_PROXIES);

function tellHowToEnter(
  settings: Settings,
  { isFirst, setUpCode }: { isFirst: boolean; setUpCode: string | null },
): void {
  if (setUpCode) say(`set-up code: ${setUpCode} (the first page asks for it)`);
  else if (isFirst) say("nobody has an account yet: the first page makes the administrator's");
  if (!isLoopback(settings.host) && !process.env.HOLDFAST_URL?.startsWith("https://"))
    say(
      `note: others reach ${settings.host} without encryption; put https before it and set HOLDFAST_URL to that address`,
    );
}

async function untilHealthy(base: string): Promise<void> {
  const deadline = performance.now() + HEALTHY_MILLIS;
  while (!stopping) {
    const isHealthy = await fetch(`${base}/api/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isHealthy) return;
    if (performance.now() > deadline) throw new Error("the web server did not become healthy");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
  process.on(signal, () => void stop(0));

try {
  const settings = readSettings();
  const port = await choosePort(settings, say);
  fs.mkdirSync(settings.dataDirectory, { recursive: true });
  fs.mkdirSync(settings.storageRoot, { recursive: true });
  const url = settings.databaseUrl ?? (await startPostgres(settings));
  const applied = await prepareDatabase(url);
  if (applied.length > 0) say(`migrations applied: ${applied.join(", ")}`);
  const secrets = await prepareSecrets(url, settings.dataDirectory);
  if (secrets.state !== "readable")
    say("warning: secrets cannot be read: enter the recovery key in Settings > Security");
  const demoPort = await freePort(settings.demoPort);
  const isFirst = await hasNobody(url);
  const setUpCode = isFirst && canOthersReach(settings) ? newSetUpCode() : null;
  if (!stopping) startParts(settings, url, { port, demoPort, setUpCode });
  const base = `http://${reachableHost(settings.host)}:${port}`;
  await untilHealthy(base);
  tellHowToEnter(settings, { isFirst, setUpCode });
  if (!stopping)
    say(`ready: ${base.replace("127.0.0.1", "localhost")} (data in ${settings.dataDirectory})`);
} catch (error) {
  if (!stopping) console.error(`Cannot start: ${(error as Error).message}`);
  void stop(1);
}
