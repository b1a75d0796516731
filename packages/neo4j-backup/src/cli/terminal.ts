/** Where the command line reads from and writes to; tests give their own. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
}

export interface Terminal {
  stdout: Output;
  stderr: Output;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

/** The process's own terminal. Ctrl-C aborts once; the second one ends the process as usual. */
export function processTerminal(): Terminal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => controller.abort());
  // Whoever read our output has hung up, as `head` does: that is no failure of ours.
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  return { stdout: process.stdout, stderr: process.stderr, signal: controller.signal };
}

export const line = (output: Output, text = ""): void => void output.write(`${text}\n`);
