/** `restore DIR TARGET`: a backup, up to a point, as a directory or an archive. */
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { RestoreOutcome, RestorePlan, RestorePoint } from "../catalogue/index.ts";
import { planRestore, restore, restoreArchive, rollForward } from "../index.ts";
import { type Arguments, usage } from "./arguments.ts";
import { consistencyLines } from "./check-command.ts";
import { manifestIn } from "./directory-commands.ts";
import { tellFailure } from "./failures.ts";
import { bytesText, countText, durationText, rangeText, timeText } from "./figures.ts";
import type { RESTORE_OPTIONS, ROLL_FORWARD_OPTIONS } from "./options.ts";
import { ProgressLine } from "./progress.ts";
import { line, type Terminal } from "./terminal.ts";

type RestoreArguments = Arguments<typeof RESTORE_OPTIONS>;

interface From {
  to: RestorePoint;
  manifestPath?: string;
}

const TIME = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** @throws BackupError usage */
export function parseTime(text: string): number {
  const [, clock, , , zone] = TIME.exec(text) ?? [];
  const time = TIME.test(text)
    ? Date.parse(`${text.replace(" ", "T")}${clock && !zone ? "Z" : ""}`)
    : Number.NaN;
  if (Number.isNaN(time))
    throw usage(`-to-time is a time such as 2026-11-24T03:00:00+01:00, not ${text}`);
  return time;
}

function pointOf(options: {
  text(name: "to-transaction" | "to-time"): string | undefined;
}): RestorePoint {
  const transaction = options.text("to-transaction");
  const time = options.text("to-time");
  if (transaction !== undefined && time !== undefined)
    throw usage("-to-transaction and -to-time exclude each other");
  if (time !== undefined) return { time: parseTime(time) };
  if (transaction === undefined) return { latest: true };
  if (!/^\d{1,15}$/.test(transaction))
    throw usage(`-to-transaction is a transaction id, not ${transaction}`);
  return { transaction: Number(transaction) };
}

/** @returns the exit code */
export async function restoreCommand(
  options: RestoreArguments,
  terminal: Terminal,
): Promise<number> {
  const json = options.flag("json", false);
  try {
    const [directory, target, ...more] = options.words;
    const isPlan = options.flag("plan", false);
    if (directory === undefined || more.length > 0 || (target === undefined && !isPlan))
      throw usage(`restore needs a backup and a target, found ${options.words.length} words`);
    const from = { to: pointOf(options), ...manifestIn(options) };
    if (isPlan) return await tellPlan(directory, target, from, terminal, json);
    if (options.flag("tar", false))
      return await writeArchive(directory, target as string, from, terminal, json);
    const replayed = options.flag("replayed", false);
    return await copy(directory, target as string, from, terminal, { json, replayed });
  } catch (error) {
    tellFailure(error, terminal, { json });
    return 1;
  }
}

async function tellPlan(
  directory: string,
  target: string | undefined,
  from: From,
  { stdout, signal }: Terminal,
  json: boolean,
): Promise<number> {
  const plan = await planRestore(directory, { ...from, signal, ...(target ? { target } : {}) });
  if (json) line(stdout, JSON.stringify({ ok: true, plan }, null, 2));
  else for (const text of planLines(plan)) line(stdout, text);
  return 0;
}

async function copy(
  directory: string,
  target: string,
  from: From,
  terminal: Terminal,
  { json, replayed }: { json: boolean; replayed: boolean },
): Promise<number> {
  const progress = new ProgressLine(terminal.stderr);
  let outcome: RestoreOutcome;
  try {
    outcome = await restore(directory, target, {
      ...from,
      replayed,
      signal: terminal.signal,
      onProgress: (p) => progress.tell(p),
    });
  } finally {
    progress.clear();
  }
  if (json) line(terminal.stdout, JSON.stringify({ ok: true, outcome }, null, 2));
  else for (const text of outcomeLines(outcome)) line(terminal.stdout, text);
  return 0;
}

async function writeArchive(
  directory: string,
  target: string,
  from: From,
  { stdout, stderr, signal }: Terminal,
  json: boolean,
): Promise<number> {
  const { plan, stream } = await restoreArchive(directory, { ...from, signal });
  if (target === "-") {
    await pipeline(stream, process.stdout, { signal });
    for (const text of planLines(plan)) line(stderr, text);
    return 0;
  }
  try {
    await pipeline(stream, createWriteStream(target, { flags: "wx" }), { signal });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") await rm(target, { force: true });
    throw error;
  }
  if (json) line(stdout, JSON.stringify({ ok: true, archive: target, plan }, null, 2));
  else for (const text of [...planLines(plan), `Archive: ${target}`]) line(stdout, text);
  return 0;
}

/** @returns the exit code: 1 when the new base is inconsistent, or could not be made */
export async function rollForwardCommand(
  options: Arguments<typeof ROLL_FORWARD_OPTIONS>,
  terminal: Terminal,
): Promise<number> {
  const json = options.flag("json", false);
  const progress = new ProgressLine(terminal.stderr);
  try {
    const [directory, target, ...more] = options.words;
    if (directory === undefined || target === undefined || more.length > 0)
      throw usage(`roll-forward needs a backup and a target, found ${options.words.length} words`);
    const outcome = await rollForward(directory, target, {
      to: pointOf(options),
      ...manifestIn(options),
      signal: terminal.signal,
      onProgress: (p) => progress.tell(p),
    });
    progress.clear();
    const { ok } = outcome.consistency;
    if (json) line(terminal.stdout, JSON.stringify({ ok, outcome }, null, 2));
    else
      for (const text of [
        `New base: ${bytesText(outcome.bytes)}, ends with transaction ${outcome.baseEndTx}, ${countText(outcome.transactions, "transaction")} applied, ${durationText(outcome.durationMillis)}, in ${outcome.target}`,
        "Neo4j makes label scan store and schema indexes anew at its first start.",
        ...consistencyLines(outcome.consistency),
      ])
        line(terminal.stdout, text);
    return ok ? 0 : 1;
  } catch (error) {
    progress.clear();
    tellFailure(error, terminal, { json });
    return 1;
  }
}

function planLines(plan: RestorePlan): string[] {
  const { reached, leftOut, replay, range } = plan;
  const at = (time: number | undefined): string =>
    time === undefined ? "" : `, committed ${timeText(time)}`;
  return [
    `From: ${plan.directory}, transactions ${range.firstTx} to ${range.lastTx}`,
    `Reached: transaction ${reached.tx}${at(reached.committedAt)}`,
    `Copied: ${countText(plan.baseFiles, "file")} of the base (${bytesText(plan.baseBytes)}) and ${countText(plan.logFiles.length, "log file")}, ${bytesText(plan.bytes)} in all`,
    ...plan.logFiles.filter((l) => l.isCut).map((l) => `Cut: ${l.name} behind ${l.bytes} bytes`),
    leftOut.transactions === 0 || leftOut.firstTx === undefined || leftOut.lastTx === undefined
      ? "Left out: nothing"
      : `Left out: ${countText(leftOut.transactions, "transaction")} (${rangeText(leftOut.firstTx, leftOut.lastTx)}), the first${at(leftOut.firstCommitAt)}`,
    `Opens with: ${plan.opensWith}, whose first start replays ${countText(replay.transactions, "transaction")} (${bytesText(replay.bytes)}), about ${durationText(replay.estimatedSeconds * 1000)}`,
    ...(plan.freeBytes === undefined ? [] : [`Free at the target: ${bytesText(plan.freeBytes)}`]),
    ...plan.warnings.map((warning) => `Warning: ${warning}`),
  ];
}

const outcomeLines = (outcome: RestoreOutcome): string[] => [
  ...planLines(outcome.plan),
  `Restored: ${countText(outcome.files, "file")}, ${bytesText(outcome.bytes)}, ${durationText(outcome.durationMillis)}, into ${outcome.target}`,
  outcome.isProven
    ? "Every file was compared with its checksum."
    : "Not every file has a checksum from when it was written to compare with: see the warnings.",
  ...(outcome.replayed
    ? [
        `Applied: ${countText(outcome.replayed.transactions, "transaction")}. At its first start Neo4j still does this: ${outcome.replayed.remaining.join("; ")}.`,
      ]
    : []),
];
