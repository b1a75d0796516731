/**
 * `holdfast-admin backup`: the options, words and exit codes of `neo4j-admin backup`, without its faults: a server
 * that cannot be reached never moves a good backup away, and a full backup takes an old one's place only when it is
 * whole. Source: official-tool page, section 4.
 */
import { stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { BackupError, type ErrorCode } from "../catalogue/index.ts";
import {
  type BackupCheckVerdict,
  type BackupOutcome,
  checkBackup,
  lookAt,
  OnlineBackup,
} from "../index.ts";
import { finishReplacement, replaceBy, temporaryFor } from "./admin-directories.ts";
import type { ADMIN_OPTIONS } from "./admin-options.ts";
import { type Arguments, parseDuration, usage } from "./arguments.ts";
import { asFailure, isNextTried, isNotConnected } from "./failures.ts";
import { bytesText, countText, timeText } from "./figures.ts";
import { ProgressLine, watched } from "./progress.ts";
import { addressesOf, type Source, sourceText } from "./source.ts";
import { line, type Terminal } from "./terminal.ts";

export const EXIT = { done: 0, failed: 1, checkFailed: 2, inconsistent: 3 } as const;
const DEFAULT_TIMEOUT = "20m";
const PLAIN_NAME = /^[^/\\\0]+$/;
/** The backup cannot be continued, and a full one can be made instead; the old one is of use all the same. */
const REPLACED: ReadonlySet<ErrorCode> = new Set([
  "transactions-missing",
  "different-store",
  "different-store-version",
  "server-behind",
  "diverged",
  "damaged-backup",
  "bad-log",
]);

interface Plan {
  target: string;
  sources: Source[];
  fallsBack: boolean;
  checks: boolean;
  reportDirectory: string;
  timeoutMillis: number;
}

async function mustExist(path: string, what: "Directory" | "File"): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (!found || found.isDirectory() !== (what === "Directory"))
    throw usage(`${what} '${path}' does not exist`);
  return resolve(path);
}

const SIZE = /^\d+([kmgt]b?|b)?$/i;

async function planOf(options: Arguments<typeof ADMIN_OPTIONS>): Promise<Plan> {
  const needed = (name: "backup-dir" | "name"): string => {
    const value = options.text(name);
    if (value === undefined) throw usage(`--${name} is needed`);
    return value;
  };
  const [word] = options.words;
  if (word !== undefined) throw usage(`${word} is no option: options are --name=value`);
  const directory = needed("backup-dir");
  const name = needed("name");
  if (!PLAIN_NAME.test(name) || name === "." || name === "..")
    throw usage(`--name is the name of a directory below --backup-dir, not ${name}`);
  const protocol = options.text("protocol") ?? "any";
  if (protocol === "catchup")
    throw usage(
      "--protocol=catchup is not spoken: causal-cluster members of Neo4j 3.4 and later are backed up with their own neo4j-admin",
    );
  if (protocol !== "any" && protocol !== "common")
    throw usage(`--protocol is any, common or catchup, not ${protocol}`);
  const pagecache = options.text("pagecache");
  if (pagecache !== undefined && !SIZE.test(pagecache))
    throw usage(`--pagecache is a size such as 8m, not ${pagecache}`);
  const config = options.text("additional-config");
  if (config !== undefined) await mustExist(config, "File");
  for (const part of [
    "cc-graph",
    "cc-indexes",
    "cc-label-scan-store",
    "cc-property-owners",
  ] as const)
    options.flag(part, true);
  return {
    target: join(await mustExist(directory, "Directory"), name),
    sources: addressesOf(options.text("from") ?? "localhost:6362", "localhost"),
    fallsBack: options.flag("fallback-to-full", true),
    checks: options.flag("check-consistency", true),
    reportDirectory: await mustExist(options.text("cc-report-dir") ?? ".", "Directory"),
    timeoutMillis: parseDuration(options.text("timeout") ?? DEFAULT_TIMEOUT),
  };
}

/** @returns the exit code: 0 done, 1 failed, 2 the check could not be made, 3 inconsistent */
export async function adminBackupCommand(
  options: Arguments<typeof ADMIN_OPTIONS>,
  terminal: Terminal,
): Promise<number> {
  try {
    const [unknown] = options.unknown;
    if (unknown !== undefined) throw usage(`there is no option ${unknown}`);
    const plan = await planOf(options);
    const outcome = await backUp(plan, terminal);
    line(terminal.stdout, summary(outcome));
    const code = plan.checks ? await check(plan, terminal) : EXIT.done;
    if (code === EXIT.done) line(terminal.stdout, "Backup complete.");
    return code;
  } catch (thrown) {
    tell(thrown, terminal);
    return EXIT.failed;
  }
}

function tell(thrown: unknown, { stderr }: Terminal): void {
  const error = asFailure(thrown);
  line(stderr, `command failed: ${error.message}`);
  if (error.code === "usage") return;
  if (error.safe) line(stderr, `Still safe: ${error.safe}`);
  line(stderr, `What to do: ${error.advice}`);
}

async function backUp(plan: Plan, terminal: Terminal): Promise<BackupOutcome> {
  const { target } = plan;
  const finished = await finishReplacement(target);
  if (finished)
    line(terminal.stdout, `An earlier run was interrupted: ${finished} is '${target}' now.`);
  const found = await lookAt(target);
  if (found === "foreign")
    throw new BackupError("not-a-backup", { detail: `${target} is not empty and no backup` });
  if (found !== "backup") {
    line(terminal.stdout, "Doing full backup...");
    return await pull(plan, terminal, (backup, options) => backup.full(target, options));
  }
  line(terminal.stdout, "Destination is not empty, doing incremental backup...");
  try {
    return await pull(plan, terminal, (backup, options) => backup.incremental(target, options));
  } catch (thrown) {
    if (!plan.fallsBack || !(thrown instanceof BackupError) || !REPLACED.has(thrown.code))
      throw thrown;
    line(terminal.stdout, `Incremental backup failed: ${thrown.message}`);
    return await replace(plan, terminal);
  }
}

async function replace(plan: Plan, terminal: Terminal): Promise<BackupOutcome> {
  line(terminal.stdout, "Doing full backup...");
  const temporary = await temporaryFor(plan.target);
  const outcome = await pull(plan, terminal, (backup, options) => backup.full(temporary, options));
  const kept = await replaceBy(plan.target, temporary);
  line(terminal.stdout, `Old backup renamed to '${kept}'.`);
  return { ...outcome, directory: plan.target };
}

type Pull = (
  backup: OnlineBackup,
  options: Parameters<OnlineBackup["full"]>[1],
) => Promise<BackupOutcome>;

/** From the first of the servers that can be reached and is not behind the backup. */
async function pull(plan: Plan, terminal: Terminal, act: Pull): Promise<BackupOutcome> {
  const progress = new ProgressLine(terminal.stderr);
  for (const [i, source] of plan.sources.entries()) {
    try {
      const backup = OnlineBackup.from(source.host, source.port).withTimeout(plan.timeoutMillis);
      return await act(backup, {
        signal: terminal.signal,
        ...watched(terminal, progress),
      });
    } catch (thrown) {
      progress.clear();
      const isLast = i === plan.sources.length - 1;
      if (isNotConnected(thrown))
        line(terminal.stderr, `Couldn't connect to '${sourceText(source)}'`);
      if (isLast || !isNextTried(thrown)) throw thrown;
    } finally {
      progress.clear();
    }
  }
  throw usage("--from names no server");
}

function summary({ kind, nothingNew, transactions, lastTx, bytes }: BackupOutcome): string {
  if (nothingNew) return `No new transactions; last transaction ${lastTx}.`;
  return kind === "full"
    ? `Full backup of ${bytesText(bytes)}; last transaction ${lastTx}.`
    : `${countText(transactions, "transaction")}; last transaction ${lastTx}.`;
}

async function check({ target, reportDirectory }: Plan, terminal: Terminal): Promise<number> {
  let verdict: BackupCheckVerdict;
  try {
    verdict = await checkBackup(target, { signal: terminal.signal });
  } catch (thrown) {
    tell(thrown, terminal);
    line(terminal.stderr, "The backup itself is whole; its consistency was not checked.");
    return EXIT.checkFailed;
  }
  line(
    terminal.stdout,
    `Checked up to transaction ${verdict.lastTx}: ${verdict.checked.join("; ")}.`,
  );
  line(terminal.stdout, `Not looked at: ${verdict.notChecked.join("; ")}.`);
  if (verdict.ok) return EXIT.done;
  const report = await writeReport(verdict, target, reportDirectory);
  line(terminal.stderr, `Inconsistencies found. See '${report}' for details.`);
  return EXIT.inconsistent;
}

async function writeReport(
  verdict: BackupCheckVerdict,
  target: string,
  directory: string,
): Promise<string> {
  const at = timeText(verdict.checkedAt)
    .replace(/[^0-9]+/g, ".")
    .replace(/\.$/, "");
  const path = join(directory, `inconsistencies-${at}.report`);
  const totals = Object.entries(verdict.totals).map(([kind, count]) => `${count}\t${kind}`);
  const findings = verdict.findings.map(
    ({ kind, store, recordId, message }) => `${kind}\t${store}\t${recordId}\t${message}`,
  );
  const lines = [
    `${verdict.total} inconsistencies in ${target} up to transaction ${verdict.lastTx}`,
    ...totals,
    "",
    ...findings,
  ];
  await writeFile(path, `${lines.join("\n")}\n`, { flag: "wx" });
  return path;
}
