/** `check DIR`: whether the records of a backup agree with each other. */
import type { BackupCheckVerdict } from "../catalogue/index.ts";
import { type CheckBackupProgress, checkBackup } from "../index.ts";
import { type Arguments, usage } from "./arguments.ts";
import { directoryOf, manifestIn } from "./directory-commands.ts";
import { tellFailure } from "./failures.ts";
import { bytesText, countText, durationText } from "./figures.ts";
import type { CHECK_OPTIONS } from "./options.ts";
import { StatusLine } from "./progress.ts";
import { line, type Terminal } from "./terminal.ts";

const MAX_THREADS = 64;
/** So many findings are printed; `-json` has more of each kind. */
const SHOWN = 20;

function numberIn(
  options: Arguments<typeof CHECK_OPTIONS>,
  name: "to-transaction" | "threads",
  most: number,
): number | undefined {
  const text = options.text(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d{1,15}$/.test(text) || value < 1 || value > most)
    throw usage(`-${name} is a whole number from 1 on, not ${text}`);
  return value;
}

function progressText(progress: CheckBackupProgress): string {
  if (progress.part === "check")
    return `Checking ${progress.step}: ${Math.floor(progress.fraction * 100)} %`;
  const { logBytes, totalLogBytes, transactions } = progress;
  return `Applying the log: ${bytesText(logBytes)} of ${bytesText(totalLogBytes)}, ${countText(transactions, "transaction")}`;
}

/** @returns the exit code: 1 when it is inconsistent */
export async function checkCommand(
  options: Arguments<typeof CHECK_OPTIONS>,
  terminal: Terminal,
): Promise<number> {
  const json = options.flag("json", false);
  const status = new StatusLine(terminal.stderr);
  try {
    const toTransaction = numberIn(options, "to-transaction", Number.MAX_SAFE_INTEGER);
    const threads = numberIn(options, "threads", MAX_THREADS);
    const scratch = options.text("scratch");
    const verdict = await checkBackup(directoryOf(options, "check"), {
      ...manifestIn(options),
      ...(toTransaction === undefined ? {} : { toTransaction }),
      ...(threads === undefined ? {} : { threads }),
      ...(scratch === undefined ? {} : { scratch }),
      signal: terminal.signal,
      onProgress: (progress) => status.show(progressText(progress)),
    });
    status.clear();
    if (json) line(terminal.stdout, JSON.stringify({ ok: verdict.ok, verdict }, null, 2));
    else for (const text of consistencyLines(verdict)) line(terminal.stdout, text);
    return verdict.ok ? 0 : 1;
  } catch (error) {
    status.clear();
    tellFailure(error, terminal, { json });
    return 1;
  }
}

export function consistencyLines(verdict: BackupCheckVerdict): string[] {
  const { findings, total, totals, records } = verdict;
  const kinds = Object.entries(totals).sort(([, a], [, b]) => b - a);
  return [
    ...findings.slice(0, SHOWN).map(({ message }) => `Inconsistent: ${message}`),
    ...(total > SHOWN
      ? [`... and more: ${kinds.map(([kind, count]) => `${kind} ${count}`).join(", ")}`]
      : []),
    `State: transaction ${verdict.lastTx}, ${countText(verdict.replayed, "transaction")} applied to a copy`,
    `Records: ${countText(records.nodes, "node")}, ${countText(records.relationships, "relationship")}, ${countText(records.properties, "property", "properties")}`,
    `Checked: ${verdict.checked.join("; ")}`,
    `Not checked: ${verdict.notChecked.join("; ")}`,
    verdict.ok
      ? `Consistent; took ${durationText(verdict.elapsedMillis)}.`
      : `Inconsistent: ${countText(total, "finding")}; took ${durationText(verdict.elapsedMillis)}.`,
  ];
}
