/** Runs a backup in a child process of its own. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { ChildAnswer, Plan } from "./plan.ts";

export interface ChildEnd {
  /** Undefined when it was killed. */
  answer: ChildAnswer | undefined;
  /** Transactions that a follower said are protected, before it was killed too. */
  acknowledged: number[];
  signal: NodeJS.Signals | null;
}

/** The child's script in one file, so that a process starts in a few hundredths of a second. */
export class BackupChild {
  readonly #directory: string;
  readonly #script: string;

  private constructor(directory: string) {
    this.#directory = directory;
    this.#script = join(directory, "backup-child.mjs");
  }

  static async make(): Promise<BackupChild> {
    const child = new BackupChild(await mkdtemp(join(tmpdir(), "holdfast-child-")));
    await build({
      entryPoints: [fileURLToPath(new URL("backup-child.ts", import.meta.url))],
      outfile: child.#script,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      logLevel: "error",
    });
    return child;
  }

  /** Starts it; `end` tells how it ended. */
  start(plan: Plan): { pid: number; kill(): void; end: Promise<ChildEnd> } {
    const child = spawn(process.execPath, [this.#script, JSON.stringify(plan)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    let errors = "";
    child.stdout.on("data", (text: Buffer) => {
      out += text.toString();
    });
    child.stderr.on("data", (text: Buffer) => {
      errors += text.toString();
    });
    const end = new Promise<ChildEnd>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (_, signal) => {
        const acknowledged = [...errors.matchAll(/^acknowledged (\d+)$/gm)].map((m) =>
          Number(m[1]),
        );
        if (signal) resolve({ answer: undefined, acknowledged, signal });
        else if (out === "") reject(new Error(`the child said nothing: ${errors}`));
        else resolve({ answer: JSON.parse(out) as ChildAnswer, acknowledged, signal: null });
      });
    });
    return { pid: child.pid ?? -1, kill: () => void child.kill("SIGKILL"), end };
  }

  /** Runs it to its own end. @throws Error when it was killed */
  async run(plan: Plan): Promise<ChildAnswer> {
    const { answer, signal } = await this.start(plan).end;
    if (!answer) throw new Error(`the child was ended by ${signal}`);
    return answer;
  }

  async remove(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }
}
