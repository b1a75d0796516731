/** `neo4j-backup follow`: pulls every few seconds until it is ended. */
import { BackupError, type BackupOutcome } from "../catalogue/index.ts";
import {
  type FollowOutcome,
  type FollowState,
  lookAt,
  OnlineBackup,
  type PullReport,
} from "../index.ts";
import { type Arguments, parseDuration, parseSize } from "./arguments.ts";
import { isNextTried, tellFailure } from "./failures.ts";
import { bytesText, countText, durationText, rangeText } from "./figures.ts";
import type { FOLLOW_OPTIONS } from "./options.ts";
import { StatusLine } from "./progress.ts";
import { MissingOption, type Source, sourcesOf, sourceText } from "./source.ts";
import { line, type Terminal } from "./terminal.ts";

interface Plan {
  sources: [Source, ...Source[]];
  directory: string;
  timeoutMillis: number | undefined;
  pace: { everyMillis?: number; rollBytes?: number; rollMillis?: number };
}

function planOf(options: Arguments<typeof FOLLOW_OPTIONS>): Plan {
  const directory = options.text("to");
  const isNamed = options.text("host") !== undefined || options.text("from") !== undefined;
  if (!isNamed || directory === undefined)
    throw new MissingOption(["Please specify -host <host> and -to <target-directory>"]);
  const every = options.text("every");
  const rollSize = options.text("roll-size");
  const rollTime = options.text("roll-time");
  const timeout = options.text("timeout");
  return {
    sources: sourcesOf(options),
    directory,
    timeoutMillis: timeout === undefined ? undefined : parseDuration(timeout),
    pace: {
      ...(every === undefined ? {} : { everyMillis: parseDuration(every, "every") }),
      ...(rollSize === undefined ? {} : { rollBytes: parseSize(rollSize, "roll-size") }),
      ...(rollTime === undefined ? {} : { rollMillis: parseDuration(rollTime, "roll-time") }),
    },
  };
}

/** @returns the exit code: 0 when it was ended by Ctrl-C */
export async function followCommand(
  options: Arguments<typeof FOLLOW_OPTIONS>,
  terminal: Terminal,
): Promise<number> {
  const json = options.flag("json", false);
  let source: Source | undefined;
  try {
    const plan = planOf(options);
    source = plan.sources[0];
    const outcome = await followOn(plan, terminal, new Teller(terminal, json));
    if (!json) line(terminal.stdout, endText(outcome));
    return 0;
  } catch (error) {
    if (terminal.signal.aborted && error instanceof BackupError && error.code === "cancelled")
      return 0;
    tellFailure(error, terminal, { json, source });
    return 1;
  }
}

/** Follows, and where that is not possible makes a full backup and follows that. */
async function followOn(plan: Plan, terminal: Terminal, teller: Teller): Promise<FollowOutcome> {
  const { directory, sources } = plan;
  const names = sources.map(sourceText).join(", ");
  for (;;) {
    if ((await lookAt(directory)) !== "backup") {
      teller.say(`Making a full backup of ${names} first`);
      await backUp(plan, terminal, teller);
    }
    try {
      teller.say(`Following ${names}`);
      return await backupOf(plan, sources[0]).follow(directory, {
        ...plan.pace,
        sources,
        signal: terminal.signal,
        onPull: (report) => teller.pull(report),
        onState: (state) => teller.state(state),
        onNote: ({ text }) => teller.say(`Note: ${text}`),
      });
    } catch (error) {
      if (!(error instanceof BackupError) || error.code !== "transactions-missing") throw error;
      teller.say(`A full backup is made instead: ${error.message}`);
      const { previousDirectory } = await backUp(plan, terminal, teller);
      if (previousDirectory) teller.say(`The old backup was kept, as ${previousDirectory}`);
    }
  }
}

function backupOf({ timeoutMillis }: Plan, { host, port }: Source): OnlineBackup {
  const backup = OnlineBackup.from(host, port);
  return timeoutMillis === undefined ? backup : backup.withTimeout(timeoutMillis);
}

/** From the first of the servers that can be reached and is not behind. */
async function backUp(plan: Plan, terminal: Terminal, teller: Teller): Promise<BackupOutcome> {
  const { directory, sources } = plan;
  for (const source of sources.slice(0, -1)) {
    try {
      return await backupOf(plan, source).backup(directory, { signal: terminal.signal });
    } catch (error) {
      if (!isNextTried(error)) throw error;
      teller.say(`${sourceText(source)}: ${(error as BackupError).message}`);
    }
  }
  const last = sources.at(-1) as Source;
  return await backupOf(plan, last).backup(directory, { signal: terminal.signal });
}

class Teller {
  readonly #terminal: Terminal;
  readonly #json: boolean;
  readonly #status: StatusLine;

  constructor(terminal: Terminal, json: boolean) {
    this.#terminal = terminal;
    this.#json = json;
    this.#status = new StatusLine(terminal.stderr);
  }

  say(text: string): void {
    this.#status.clear();
    line(this.#json ? this.#terminal.stderr : this.#terminal.stdout, text);
  }

  pull(report: PullReport): void {
    const { transactions, bytes, firstTx, lastTx } = report;
    if (transactions === 0) {
      if (!this.#json)
        this.#status.show(`Nothing new at ${timeOfDay(report.askedAt)}; transaction ${lastTx}`);
      return;
    }
    if (this.#json) {
      line(this.#terminal.stdout, JSON.stringify({ pull: report }));
      return;
    }
    const range = firstTx === undefined ? `${lastTx}` : rangeText(firstTx, lastTx);
    this.say(
      `${timeOfDay(report.askedAt)} ${countText(transactions, "transaction")} (${range}), ${bytesText(bytes)}`,
    );
  }

  state(state: FollowState): void {
    if (this.#json) {
      line(this.#terminal.stdout, JSON.stringify({ state }));
      return;
    }
    if (state.state === "following") {
      this.say(`Connected to ${state.address}`);
      return;
    }
    const wait = Math.max(0, state.nextTryAt - Date.now());
    this.say(`The server is away (${state.because.message}); next try in ${durationText(wait)}`);
  }
}

/** UTC. */
const timeOfDay = (millis: number): string => new Date(millis).toISOString().slice(11, 19);

const endText = ({ transactions, bytes, durationMillis, lastTx, reconnects }: FollowOutcome) =>
  `Ended after ${durationText(durationMillis)}: ${countText(transactions, "transaction")}, ${bytesText(bytes)}, ${countText(reconnects, "reconnect")}; last transaction ${lastTx}`;
