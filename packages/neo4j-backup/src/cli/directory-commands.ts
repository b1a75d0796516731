/** `inspect DIR` and `verify DIR`. */

import type { LogFileSummary, Verdict } from "../catalogue/index.ts";
import { type Inspection, inspect, verify } from "../index.ts";
import { type Arguments, usage } from "./arguments.ts";
import { tellFailure } from "./failures.ts";
import { bytesText, countText, rangeText, timeText } from "./figures.ts";
import type { DIRECTORY_OPTIONS } from "./options.ts";
import { ProgressLine } from "./progress.ts";
import { line, type Terminal } from "./terminal.ts";

type DirectoryArguments = Arguments<typeof DIRECTORY_OPTIONS>;

/** The option of that name, as the engine takes it. */
export function manifestIn(options: { text(name: "manifest"): string | undefined }) {
  const manifestPath = options.text("manifest");
  return manifestPath === undefined ? {} : { manifestPath };
}

export function directoryOf({ words }: { words: string[] }, command: string): string {
  const [directory, ...more] = words;
  if (directory === undefined || more.length > 0)
    throw usage(`${command} needs one directory, found ${words.length}`);
  return directory;
}

const logLine = (log: LogFileSummary): string => {
  const { firstTx, lastTx, firstCommitAt, lastCommitAt } = log;
  const content =
    firstTx === undefined || lastTx === undefined
      ? "no transactions"
      : `${countText(log.transactions, "transaction")} (${rangeText(firstTx, lastTx)})`;
  const times =
    firstCommitAt === undefined || lastCommitAt === undefined
      ? ""
      : `, ${timeText(firstCommitAt)} to ${timeText(lastCommitAt)}`;
  return `  ${log.name}: ${bytesText(log.bytes)}, ${content}${times}`;
};

function inspectionLines(found: Inspection): string[] {
  const { store, lastCommitAt } = found;
  return [
    `Directory: ${found.directory}`,
    `Store: ${store.creationTime}/${store.randomId}, version ${store.storeVersion}, opens with ${found.opensWith}`,
    `Base: ${countText(found.baseFiles, "file")}, ${bytesText(found.baseBytes)}, up to transaction ${found.baseEndTx}`,
    `Last transaction: ${found.lastTx}${lastCommitAt === undefined ? "" : `, committed ${timeText(lastCommitAt)}`}`,
    `Log files: ${found.logFiles.length}`,
    ...found.logFiles.map(logLine),
    ...(found.hasManifest ? [] : ["Manifest: none"]),
    ...(found.adopted ? ["Made or opened by something else than this tool"] : []),
    ...found.repairs.map((repair) => `To be repaired by the next backup: ${repair}`),
  ];
}

/** @returns the exit code */
export async function inspectCommand(
  options: DirectoryArguments,
  terminal: Terminal,
): Promise<number> {
  const json = options.flag("json", false);
  try {
    const found = await inspect(directoryOf(options, "inspect"), {
      ...manifestIn(options),
      signal: terminal.signal,
    });
    if (json) line(terminal.stdout, JSON.stringify({ ok: true, inspection: found }, null, 2));
    else for (const text of inspectionLines(found)) line(terminal.stdout, text);
    return 0;
  } catch (error) {
    tellFailure(error, terminal, { json });
    return 1;
  }
}

const verdictLines = (verdict: Verdict): string[] => [
  ...verdict.findings.map(
    ({ message, file, range }) =>
      `Found: ${message}${file && !message.includes(file) ? ` (${file})` : ""}${range ? `, bytes ${range[0]} to ${range[1]}` : ""}`,
  ),
  `Checked: ${verdict.checked.join("; ")}`,
  `Not checked: ${verdict.notChecked.join("; ")}`,
  verdict.ok
    ? "The backup is whole."
    : `The backup is damaged: ${countText(verdict.findings.length, "finding")}.`,
];

/** @returns the exit code: 1 when the backup is damaged */
export async function verifyCommand(
  options: DirectoryArguments,
  terminal: Terminal,
): Promise<number> {
  const json = options.flag("json", false);
  const progress = new ProgressLine(terminal.stderr);
  try {
    const verdict = await verify(directoryOf(options, "verify"), {
      ...manifestIn(options),
      signal: terminal.signal,
      onProgress: (p) => progress.tell(p),
    });
    progress.clear();
    if (json) line(terminal.stdout, JSON.stringify({ ok: verdict.ok, verdict }, null, 2));
    else for (const text of verdictLines(verdict)) line(terminal.stdout, text);
    return verdict.ok ? 0 : 1;
  } catch (error) {
    progress.clear();
    tellFailure(error, terminal, { json });
    return 1;
  }
}
