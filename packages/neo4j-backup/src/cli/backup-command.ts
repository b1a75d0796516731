/** `neo4j-backup -host HOST -to DIR`: incremental where possible, else full. */
import { accessSync, constants } from "node:fs";
import type { BackupOutcome } from "../catalogue/index.ts";
import { OnlineBackup } from "../index.ts";
import { type Arguments, parseDuration, usage } from "./arguments.ts";
import { consistencyLines } from "./check-command.ts";
import { isNextTried, tellFailure } from "./failures.ts";
import { bytesText, countText, durationText, rangeText, timeText } from "./figures.ts";
import type { BACKUP_OPTIONS } from "./options.ts";
import { ProgressLine, watched } from "./progress.ts";
import { MissingOption, type Source, sourcesOf, sourceText } from "./source.ts";
import { line, type Terminal } from "./terminal.ts";

const CHECKERS = ["NONE", "DEFAULT", "EXPERIMENTAL", "LEGACY"];

interface Plan {
  sources: Source[];
  directory: string;
  verify: boolean;
  checkConsistency: "never" | "after-full" | "always";
  timeoutMillis: number | undefined;
  fullTimeoutMillis: number | undefined;
  gatherForensics: boolean;
}

function planOf(options: Arguments<typeof BACKUP_OPTIONS>): Plan {
  const sources = sourcesOf(options);
  const directory = options.text("to");
  if (directory === undefined)
    throw new MissingOption(["Specify target location with -to <target-directory>"]);
  const checker = options.text("consistency-checker") ?? "DEFAULT";
  if (!CHECKERS.includes(checker.toUpperCase()))
    throw usage(`-consistency-checker is one of ${CHECKERS.join(", ")}, not ${checker}`);
  const config = options.text("config");
  if (config !== undefined && !isReadable(config))
    throw new MissingOption([`Could not read configuration properties file [${config}]`]);
  const timeout = options.text("timeout");
  const fullTimeout = options.text("full-timeout");
  return {
    sources,
    directory,
    ...verificationOf(options, checker.toUpperCase() === "NONE"),
    timeoutMillis: timeout === undefined ? undefined : parseDuration(timeout),
    fullTimeoutMillis:
      fullTimeout === undefined ? undefined : parseDuration(fullTimeout, "full-timeout"),
    gatherForensics: options.flag("gather-forensics", false),
  };
}

/** `-verify` is a flag of the Java tool; `always` is our own third value. */
function verificationOf(
  options: Arguments<typeof BACKUP_OPTIONS>,
  isOff: boolean,
): Pick<Plan, "verify" | "checkConsistency"> {
  const choice = options.choice("verify", "true");
  if (isOff || choice === "false") return { verify: false, checkConsistency: "never" };
  return { verify: true, checkConsistency: choice === "always" ? "always" : "after-full" };
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** @returns the exit code */
export async function backupCommand(
  options: Arguments<typeof BACKUP_OPTIONS>,
  terminal: Terminal,
): Promise<number> {
  const json = options.flag("json", false);
  let plan: Plan;
  try {
    plan = planOf(options);
  } catch (error) {
    tellFailure(error, terminal, { json });
    return 1;
  }
  for (const [i, source] of plan.sources.entries()) {
    if (!json) line(terminal.stdout, `Performing backup from '${sourceText(source)}'`);
    try {
      return tellOutcome(await run(plan, source, terminal), terminal, json);
    } catch (error) {
      const isLast = i === plan.sources.length - 1;
      tellFailure(error, terminal, { json: json && (isLast || !isNextTried(error)), source });
      if (isLast || !isNextTried(error)) return 1;
    }
  }
  return 1;
}

async function run(plan: Plan, source: Source, terminal: Terminal): Promise<BackupOutcome> {
  const progress = new ProgressLine(terminal.stderr);
  const backup = OnlineBackup.from(source.host, source.port);
  backup.withTimeout(plan.timeoutMillis, plan.fullTimeoutMillis);
  try {
    return await backup.backup(plan.directory, {
      signal: terminal.signal,
      verify: plan.verify,
      checkConsistency: plan.checkConsistency,
      gatherForensics: plan.gatherForensics,
      ...watched(terminal, progress),
    });
  } finally {
    progress.clear();
  }
}

function tellOutcome(outcome: BackupOutcome, { stdout }: Terminal, json: boolean): number {
  const isBad =
    outcome.verdict?.ok === false ||
    outcome.consistency?.ok === false ||
    outcome.consistencyProblem !== undefined;
  if (json) line(stdout, JSON.stringify({ ok: !isBad, outcome }, null, 2));
  else {
    for (const text of outcomeLines(outcome)) line(stdout, text);
    line(stdout, "Done");
    if (outcome.consistency?.ok === false) line(stdout, "WARNING: The database is inconsistent.");
  }
  return isBad ? 1 : 0;
}

function outcomeLines(outcome: BackupOutcome): string[] {
  const { kind, firstTx, lastTx, lastCommitAt, verdict, fellBackBecause } = outcome;
  const lines: string[] = [];
  if (fellBackBecause) lines.push(`The backup could not be continued: ${fellBackBecause.message}`);
  if (outcome.previousDirectory)
    lines.push(`The old backup was kept, as ${outcome.previousDirectory}`);
  const when = lastCommitAt === undefined ? "" : `, committed ${timeText(lastCommitAt)}`;
  const last = `last transaction ${lastTx}${when}`;
  if (outcome.nothingNew) lines.push(`No new transactions; ${last}`);
  else {
    const figures = [
      ...(outcome.files > 0 ? [countText(outcome.files, "file")] : []),
      bytesText(outcome.bytes),
      firstTx === undefined
        ? countText(outcome.transactions, "transaction")
        : `${countText(outcome.transactions, "transaction")} (${rangeText(firstTx, lastTx)})`,
      durationText(outcome.durationMillis),
    ];
    lines.push(
      `${kind === "full" ? "Full" : "Incremental"} backup: ${figures.join(", ")}; ${last}`,
    );
  }
  if (verdict?.ok) lines.push(`Verified: ${verdict.checked.join("; ")}`);
  for (const { message } of verdict?.findings ?? []) lines.push(`Found: ${message}`);
  if (outcome.consistency) lines.push(...consistencyLines(outcome.consistency));
  if (outcome.consistencyProblem)
    lines.push(
      `The consistency check could not be made: ${outcome.consistencyProblem.message}. The backup itself is whole.`,
    );
  return lines;
}
