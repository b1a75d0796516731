import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { freePort } from "../../scripts/free-port.ts";
import { root } from "../../scripts/settings.ts";
import { enterAsAdministrator, type StorageState } from "./administrator.ts";
import { Installation } from "./installation.ts";
import { readableByAll } from "./run-settings.ts";

const READY_WITHIN_MILLIS = 60_000;
/** How often its demo source gains a transaction. */
export const DEMO_MILLIS = 500;

/** A Holdfast of a test's own, for what would disturb others: an empty one, or one whose worker is killed. */
export class OwnInstallation extends Installation {
  readonly #child: ChildProcess;
  /** What a browser keeps that is signed in as the administrator; null where nobody has set it up yet. */
  state: StorageState | null = null;

  private constructor(child: ChildProcess, url: string, dataDirectory: string) {
    super(url, dataDirectory);
    this.#child = child;
  }

  /**
   * @param firstPort it takes free ports from here on
   * @param options.signedIn false: nobody has set it up yet
   */
  static async start(
    firstPort: number,
    { signedIn = true, env = {} }: { signedIn?: boolean; env?: Record<string, string> } = {},
  ): Promise<OwnInstallation> {
    const data = readableByAll(fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-e2e-own-")));
    const port = await freePort(firstPort);
    const output = fs.openSync(path.join(data, "console.log"), "a");
    // the build is there already: no bootstrap, which would look at everything again
    const child = spawn(process.execPath, ["--import", "tsx", "scripts/start.ts"], {
      cwd: root,
      stdio: ["ignore", output, output],
      env: {
        ...process.env,
        PORT: String(port),
        HOLDFAST_DATA: data,
        HOLDFAST_PG_PORT: String(port + 1),
        HOLDFAST_DEMO_PORT: String(port + 2),
        HOLDFAST_DEMO_MILLIS: String(DEMO_MILLIS),
        ...env,
      },
    });
    fs.closeSync(output);
    const url = `http://127.0.0.1:${port}`;
    await untilHealthy(child, url, data);
    const own = new OwnInstallation(child, url, data);
    if (signedIn) own.state = await enterAsAdministrator(url, data);
    return own;
  }

  /** The process of its one worker, which is a moment later than the console. */
  async workerPid(): Promise<number> {
    for (const deadline = performance.now() + READY_WITHIN_MILLIS; performance.now() < deadline; ) {
      const [worker] = await this.rows.query<{ pid: number }>(`SELECT "pid" FROM "Worker"`);
      if (worker) return worker.pid;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("no worker has shown itself");
  }

  /** Ends it in order and removes what it kept. */
  async stop(): Promise<void> {
    await this.leave();
    const exited = new Promise((resolve) => this.#child.once("exit", resolve));
    if (this.#child.exitCode === null) {
      this.#child.kill("SIGTERM");
      await exited;
    }
    fs.rmSync(this.dataDirectory, { recursive: true, force: true });
  }
}

async function untilHealthy(child: ChildProcess, url: string, data: string): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MILLIS;
  for (;;) {
    const answer = await fetch(`${url}/api/health`).catch(() => undefined);
    if (answer?.ok) return;
    if (child.exitCode !== null || performance.now() > deadline)
      throw new Error(`it did not start: ${fs.readFileSync(path.join(data, "console.log"))}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
