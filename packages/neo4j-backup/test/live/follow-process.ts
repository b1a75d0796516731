/** `neo4j-backup follow` in a process of its own, that can be killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { PullReport } from "../../src/index.ts";

/** The command line in one file. */
export class FollowProgram {
  readonly #directory: string;
  readonly #script: string;

  private constructor(directory: string) {
    this.#directory = directory;
    this.#script = join(directory, "cli.mjs");
  }

  static async make(): Promise<FollowProgram> {
    const program = new FollowProgram(await mkdtemp(join(tmpdir(), "holdfast-follow-")));
    const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
    await build({
      stdin: {
        contents: `import { main } from ${JSON.stringify(main)}; process.exitCode = await main(process.argv.slice(2));`,
        resolveDir: program.#directory,
      },
      outfile: program.#script,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      logLevel: "error",
    });
    return program;
  }

  /** @param more options of `follow` */
  start(port: number, directory: string, ...more: string[]): FollowProcess {
    const address = ["-host", "127.0.0.1", "-port", String(port), "-to", directory];
    return new FollowProcess(
      spawn(process.execPath, [this.#script, "follow", "-json", ...address, ...more], {
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );
  }

  remove(): Promise<void> {
    return rm(this.#directory, { recursive: true, force: true });
  }
}

export interface Acknowledged extends PullReport {
  /** When the line was read here. */
  seenAt: number;
}

export class FollowProcess {
  readonly pulls: Acknowledged[] = [];
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  errors = "";
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
    if (child.stdout)
      createInterface({ input: child.stdout }).on("line", (line) => {
        const { pull } = JSON.parse(line) as { pull?: PullReport };
        if (pull) this.pulls.push({ ...pull, seenAt: Date.now() });
      });
    child.stderr?.on("data", (text: Buffer) => {
      this.errors = (this.errors + text.toString()).slice(-10_000);
    });
    this.ended = new Promise((resolve) => {
      child.on("close", (code, signal) => resolve({ code, signal }));
    });
  }

  /** The newest transaction it said is protected; undefined before the first. */
  get lastTx(): number | undefined {
    return this.pulls.at(-1)?.lastTx;
  }

  async kill9(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended;
  }

  async stop(): Promise<number | null> {
    this.#child.kill("SIGTERM");
    return (await this.ended).code;
  }
}
