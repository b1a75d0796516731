/** A child process that answers each line on its input with one line that begins with OK or ERR. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

const START_MILLIS = 120_000;
const ANSWER_MILLIS = 300_000;
const MAX_ERROR_CHARS = 20_000;

interface Waiting {
  resolve(line: string): void;
  reject(error: Error): void;
}

export class LineProcess {
  readonly pid: number;
  /** The line that said it is ready. */
  ready = "";
  readonly exited: Promise<number | null>;
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #waiting: Waiting[] = [];
  #started: Waiting | undefined;
  #errors = "";
  #isOver = false;

  private constructor(name: string, command: string, args: string[], options: LineOptions) {
    this.#name = name;
    this.#child = spawn(command, args, {
      stdio: ["pipe", "pipe", "pipe"],
      cwd: options.cwd,
      env: options.env,
    });
    this.pid = this.#child.pid ?? -1;
    this.#child.stdin?.on("error", () => undefined);
    this.#child.stderr?.on("data", (text: Buffer) => {
      this.#errors = (this.#errors + text.toString()).slice(-MAX_ERROR_CHARS);
    });
    if (this.#child.stdout)
      createInterface({ input: this.#child.stdout }).on("line", (line) => this.#line(line));
    this.exited = new Promise((resolve) => {
      this.#child.on("error", (error) => this.#fail(error.message));
      this.#child.on("close", (code) => {
        this.#fail(`it ended with exit code ${code}`);
        resolve(code);
      });
    });
  }

  /** Starts it, and waits for its line READY. */
  static async start(
    name: string,
    command: string,
    args: string[],
    options: LineOptions,
  ): Promise<LineProcess> {
    const child = new LineProcess(name, command, args, options);
    child.ready = await child.#within(START_MILLIS, (waiting) => {
      child.#started = waiting;
    });
    return child;
  }

  /** Sends one line. @returns what follows `OK <line> : ` @throws Error with what followed ERR */
  async send(line: string): Promise<string> {
    if (this.#isOver) throw new Error(`${this.#name} does not run any more`);
    const answer = await this.#within(ANSWER_MILLIS, (waiting) => {
      this.#waiting.push(waiting);
      this.#child.stdin?.write(`${line}\n`);
    });
    if (!answer.startsWith("OK ")) throw new Error(`${this.#name}: ${answer}`);
    return answer.slice(answer.indexOf(" : ") + 3);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Asks it to stop, and waits until it has. */
  async stop(): Promise<void> {
    this.#child.stdin?.end("stop\n");
    await this.exited;
  }

  async kill9(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.exited;
  }

  #within(millis: number, ask: (waiting: Waiting) => void): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`${this.#name} did not answer within ${millis} ms`)),
        millis,
      );
      ask({
        resolve: (line) => {
          clearTimeout(timer);
          resolve(line);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
    });
  }

  #line(line: string): void {
    if (line.startsWith("READY ")) this.#started?.resolve(line);
    else if (/^(OK|ERR) /.test(line)) this.#waiting.shift()?.resolve(line);
  }

  #fail(why: string): void {
    const error = new Error(`${this.#name}: ${why}\n${this.#errors.slice(-3000)}`);
    this.#isOver = true;
    this.#started?.reject(error);
    for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
  }
}

export interface LineOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
}
