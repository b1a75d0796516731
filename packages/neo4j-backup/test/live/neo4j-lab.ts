/** Real Neo4j servers, the official backup tool and the official checker, for tests. */
import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LineProcess } from "./line-process.ts";
import { ONLY_AN_INDEX_KNOWS, reportedKinds } from "./official-report.ts";

/** Servers commit thousands of transactions, each with a sync: in memory where there is such a file system. */
const MEMORY = "/dev/shm";
const HARNESS = fileURLToPath(new URL("../neo4jlab/neo4jlab", import.meta.url));

/** Why no real Neo4j can be started on this machine; undefined when one can. Printed once. */
export const missingTools: string | undefined = (() => {
  const missing = [
    ["bash", "--version"],
    ["java", "-version"],
    ["javac", "-version"],
    ["mvn", "--version"],
  ].flatMap(([tool, flag]) =>
    spawnSync(tool as string, [flag as string], { stdio: "ignore" }).error ? [tool] : [],
  );
  if (missing.length === 0) return undefined;
  const reason = `real Neo4j tests need bash, a JDK and Maven; missing: ${missing.join(", ")}`;
  console.warn(`skipped: ${reason}`);
  return reason;
})();

function memoryOr(other: string): string {
  try {
    accessSync(MEMORY, constants.W_OK);
    return MEMORY;
  } catch {
    return other;
  }
}

/** What a scan of a whole database found. */
export interface Facts {
  nodes: number;
  rels: number;
  lastTx: number;
  legacyIndexes: string;
  schema: string;
  /** Over every node, relationship, property, index and constraint; does not depend on layout. */
  digest: string;
}

function factsOf(answer: string): Facts {
  const value = (key: string) => new RegExp(`(?:^|\\s)${key}=(\\S*)`).exec(answer)?.[1] ?? "";
  if (value("rels") !== value("relsViaChains")) throw new Error(`chains are broken: ${answer}`);
  return {
    nodes: Number(value("nodes")),
    rels: Number(value("rels")),
    lastTx: Number(value("lastTx")),
    legacyIndexes: value("legacyIndexes"),
    schema: value("schema"),
    digest: value("digest"),
  };
}

export interface Verified extends Facts {
  /** The official consistency checker's verdict. */
  consistent: boolean;
}

/** A temporary directory with everything a test file leaves behind. */
export class Lab {
  readonly root: string;
  readonly #data: string;
  readonly #heap: string;
  readonly #running = new Set<LineProcess>();
  #copies = 0;
  /** By line or version of Neo4j. */
  readonly #provers = new Map<string, Promise<LineProcess>>();

  private constructor(root: string, data: string, heap: string) {
    this.root = root;
    this.#data = data;
    this.#heap = heap;
  }

  static async make({ heap = "512m" } = {}): Promise<Lab> {
    const root = await mkdtemp(join(tmpdir(), "holdfast-live-"));
    return new Lab(root, await mkdtemp(join(memoryOr(tmpdir()), "holdfast-data-")), heap);
  }

  /** A path below the lab's directory; it need not exist. */
  path(name: string): string {
    return join(this.root, name);
  }

  /** The same for a server's own data. */
  data(name: string): string {
    return join(this.#data, name);
  }

  /** The harness's environment. */
  get #env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      NEO4JLAB_RUN: join(this.root, "run"),
      NEO4JLAB_HEAP: this.#heap,
      TMPDIR: this.root,
    };
  }

  async start(options: ServerOptions): Promise<Server> {
    const { version = "2.3", directory, port, settings = [] } = options;
    const process_ = await LineProcess.start(
      `Neo4j ${version} on ${port}`,
      "bash",
      [HARNESS, "server", version, directory, String(port), ...settings],
      { cwd: this.root, env: this.#env },
    );
    this.#running.add(process_);
    return new Server(process_, port, directory);
  }

  /** Runs one command of the harness to its end. */
  run(...args: string[]): Promise<{ exit: number | null; output: string }> {
    return new Promise((resolve, reject) => {
      const child = spawn("bash", [HARNESS, ...args], { cwd: this.root, env: this.#env });
      let output = "";
      const gather = (text: Buffer) => {
        output += text.toString();
      };
      child.stdout.on("data", gather);
      child.stderr.on("data", gather);
      child.on("error", reject);
      child.on("close", (exit) => resolve({ exit, output }));
    });
  }

  /** The official tool of the server's line: full or incremental into `directory`, without its check. */
  officialBackup(port: number, directory: string, version = "2.3") {
    const to = ["-host", "127.0.0.1", "-port", String(port), "-to", directory];
    return this.run("backup", version, ...to, "-verify", "false");
  }

  /** Opens a copy with a real Neo4j, which recovers it, and digests it. */
  async digest(directory: string, version = "2.3"): Promise<Facts> {
    return this.#onCopy(directory, async (copy) =>
      factsOf(await this.prove(`digest ${copy}`, version)),
    );
  }

  /**
   * The same, then the official consistency checker on it.
   * @param options.underLoad the base was copied while the server wrote: an index in it may lack what was committed just
   * before the copy, whoever makes it, see docs/compatibility.md; that alone is not held against it
   */
  async verify(
    directory: string,
    version = "2.3",
    { underLoad = false }: { underLoad?: boolean } = {},
  ): Promise<Verified> {
    return this.#onCopy(directory, async (copy) => {
      const answer = await this.prove(`verify ${copy}`, version);
      const kinds = reportedKinds(copy);
      const isIndexAlone = kinds.length === 1 && kinds[0] === ONLY_AN_INDEX_KNOWS;
      const consistent = / consistent$/.test(answer) || (underLoad && isIndexAlone);
      return { ...factsOf(answer), consistent };
    });
  }

  /** Opens the directory itself, as a restored database is opened, and closes it. */
  async openInPlace(directory: string, version = "2.3"): Promise<Facts> {
    return factsOf(await this.prove(`digest ${directory}`, version));
  }

  async #onCopy<T>(directory: string, act: (copy: string) => Promise<T>): Promise<T> {
    // a parent of its own: Neo4j 3.5 locks that
    const parent = join(this.root, `copy-${++this.#copies}`);
    const copy = join(parent, "graph.db");
    await cp(directory, copy, { recursive: true });
    try {
      return await act(copy);
    } finally {
      await rm(parent, { recursive: true, force: true });
    }
  }

  /** Runs one line of the harness's `prove` mode. @returns what it answers */
  async prove(line: string, version = "2.3"): Promise<string> {
    const prover = this.#provers.get(version) ?? this.#startProver(version);
    this.#provers.set(version, prover);
    return (await prover).send(line);
  }

  /** Ends a prover that does not answer, or is not needed any more; the next line starts another. */
  async killProver(version = "2.3"): Promise<void> {
    const prover = await this.#provers.get(version);
    this.#provers.delete(version);
    if (!prover) return;
    this.#running.delete(prover);
    await prover.kill9();
  }

  async #startProver(version: string): Promise<LineProcess> {
    const cwd = join(this.root, `prover-${version}`);
    await mkdir(cwd, { recursive: true });
    const prover = await LineProcess.start(
      `the prover of ${version}`,
      "bash",
      [HARNESS, "prove", version],
      { cwd, env: this.#env },
    );
    this.#running.add(prover);
    return prover;
  }

  /** Kills what still runs and removes everything. */
  async end(): Promise<void> {
    for (const child of this.#running) {
      child.signal("SIGCONT");
      await child.kill9();
    }
    for (const path of [this.root, this.#data]) await rm(path, { recursive: true, force: true });
  }
}

export interface ServerOptions {
  /** A full version or a line: `2.3`, `3.4.18`. Default 2.3. */
  version?: string;
  directory: string;
  port: number;
  /** `key=value` each. */
  settings?: string[];
}

/** One running Neo4j with online backup on 127.0.0.1. */
export class Server {
  readonly port: number;
  readonly directory: string;
  readonly #process: LineProcess;

  constructor(process_: LineProcess, port: number, directory: string) {
    this.#process = process_;
    this.port = port;
    this.directory = directory;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Runs one command of the harness's driver in it. @returns its answer */
  send(command: string): Promise<string> {
    return this.#process.send(command);
  }

  async sendAll(...commands: string[]): Promise<void> {
    for (const command of commands) await this.send(command);
  }

  /** Content and last transaction, of a server at rest. */
  async facts(): Promise<Facts> {
    return factsOf(await this.send("checksum"));
  }

  async lastTx(): Promise<number> {
    return Number(/lastTx=(\d+)/.exec(await this.send("lasttx"))?.[1]);
  }

  freeze(): void {
    this.#process.signal("SIGSTOP");
  }

  thaw(): void {
    this.#process.signal("SIGCONT");
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }

  kill9(): Promise<void> {
    return this.#process.kill9();
  }
}
