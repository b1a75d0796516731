/** The sample database in a temporary directory, served, for tests. */
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSample, writeFiles } from "../sample.ts";
import { type RunningServer, type ServeOptions, serveDirectory } from "../serve-directory.ts";
import { asOneLog } from "./one-log-sample.ts";

/** What the sample holds. */
export const SAMPLE = { baseEndTx: 219, firstLogTx: 220, lastTx: 231, files: 23 } as const;

/** A directory that is removed at the end, with what a test file needs in it. */
export class Scratch {
  readonly root: string;
  readonly #servers: RunningServer[] = [];

  private constructor(root: string) {
    this.root = root;
  }

  static async make(): Promise<Scratch> {
    return new Scratch(await mkdtemp(join(tmpdir(), "holdfast-serve-")));
  }

  path(name: string): string {
    return join(this.root, name);
  }

  /** A fresh copy of the sample. */
  async sample(name: string): Promise<string> {
    await writeFiles(this.path(name), await readSample());
    return this.path(name);
  }

  /** The same as a Neo4j 2.2 would have it. */
  async oneLogSample(name: string): Promise<string> {
    await asOneLog(await this.sample(name));
    return this.path(name);
  }

  /** Serves a directory on a free port until the end. */
  async serve(directory: string, options: Partial<ServeOptions> = {}): Promise<RunningServer> {
    const server = await serveDirectory({ directory, port: 0, ...options });
    this.#servers.push(server);
    return server;
  }

  async end(): Promise<void> {
    for (const server of this.#servers) await server.close();
    await rm(this.root, { recursive: true, force: true });
  }
}

/** Every file below a directory with its bytes. */
export async function contentOf(root: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const path of (await readdir(root, { recursive: true })).sort())
    if ((await stat(join(root, path))).isFile())
      found.set(path, (await readFile(join(root, path))).toString("latin1"));
  return found;
}

/** Sends bytes, and gathers what comes until the peer closes or is silent for a while. */
export function exchange(
  port: number,
  bytes: Buffer,
  silenceMillis = 150,
): Promise<{ answer: Buffer; closed: boolean }> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const socket = net.connect(port, "127.0.0.1", () => socket.write(bytes));
    const finish = (closed: boolean) => {
      socket.destroy();
      resolve({ answer: Buffer.concat(pieces), closed });
    };
    socket.setTimeout(silenceMillis, () => finish(false));
    socket.on("data", (piece) => pieces.push(piece));
    socket.on("end", () => finish(true));
    socket.on("error", reject);
  });
}
