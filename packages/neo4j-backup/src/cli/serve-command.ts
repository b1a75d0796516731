/** `serve DIR`: offers a backup over the backup protocol until it is stopped. */
import { resolve } from "node:path";
import { inspect } from "../index.ts";
import type { Served } from "../serve/index.ts";
import { type Arguments, parsePort } from "./arguments.ts";
import { directoryOf } from "./directory-commands.ts";
import { tellFailure } from "./failures.ts";
import { bytesText, rangeText } from "./figures.ts";
import type { SERVE_OPTIONS } from "./options.ts";
import { sourceText } from "./source.ts";
import { line, type Terminal } from "./terminal.ts";

function servedLine({ peer, request, files, firstTx, lastTx, bytes, failure }: Served): string {
  const asked =
    request === undefined
      ? "no valid request"
      : request.kind === "full"
        ? `full, ${files} files`
        : `incremental after ${request.lastTx}`;
  const answered =
    firstTx === undefined || lastTx === undefined
      ? "no transactions"
      : `transactions ${rangeText(firstTx, lastTx)}`;
  return `${peer} ${asked}, ${failure ?? answered}, ${bytesText(bytes)}`;
}

/** @returns the exit code, when it was stopped */
export async function serveCommand(
  options: Arguments<typeof SERVE_OPTIONS>,
  terminal: Terminal,
): Promise<number> {
  try {
    const directory = resolve(directoryOf(options, "serve"));
    const port = options.text("port");
    const host = options.text("host") ?? "127.0.0.1";
    const { serveDirectory } = await import("../serve/index.ts");
    const { dialect } = await inspect(directory);
    const server = await serveDirectory({
      directory,
      dialect,
      host,
      ...(port === undefined ? {} : { port: parsePort(port, 0) }),
      signal: terminal.signal,
      onServed: (served) => line(terminal.stderr, servedLine(served)),
    });
    line(
      terminal.stdout,
      `Serving ${directory} at ${sourceText({ host, port: server.port })}, Ctrl-C ends it`,
    );
    await stopped(terminal.signal);
    await server.close();
    return 0;
  } catch (error) {
    tellFailure(error, terminal, { json: false });
    return 1;
  }
}

const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
