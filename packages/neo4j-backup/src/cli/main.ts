/** The command line. */
import packageJson from "../../package.json" with { type: "json" };
import { parseArguments } from "./arguments.ts";
import { backupCommand } from "./backup-command.ts";
import { checkCommand } from "./check-command.ts";
import { inspectCommand, verifyCommand } from "./directory-commands.ts";
import { tellFailure } from "./failures.ts";
import { followCommand } from "./follow-command.ts";
import { helpText } from "./help.ts";
import {
  BACKUP_OPTIONS,
  CHECK_OPTIONS,
  DIRECTORY_OPTIONS,
  FOLLOW_OPTIONS,
  type OptionTable,
  RESTORE_OPTIONS,
  ROLL_FORWARD_OPTIONS,
  SERVE_OPTIONS,
} from "./options.ts";
import { restoreCommand, rollForwardCommand } from "./restore-command.ts";
import { serveCommand } from "./serve-command.ts";
import { line, processTerminal, type Terminal } from "./terminal.ts";

export { adminMain } from "./admin-main.ts";

type Parsed<T extends OptionTable> = ReturnType<typeof parseArguments<T>>;

async function run<T extends OptionTable>(
  argv: string[],
  table: T,
  terminal: Terminal,
  command: (options: Parsed<T>, terminal: Terminal) => Promise<number>,
): Promise<number> {
  const options = parseArguments(argv, table);
  try {
    for (const name of options.unknown)
      line(terminal.stderr, `Warning: there is no option ${name}, it is ignored`);
    if ("help" in table && options.flag("help", false)) {
      line(terminal.stdout, helpText());
      return 0;
    }
    return await command(options, terminal);
  } catch (error) {
    tellFailure(error, terminal, { json: false });
    return 1;
  }
}

/**
 * Runs one command.
 * @param argv without the program's name
 * @returns the exit code, 0 or 1
 */
export async function main(argv: string[], terminal = processTerminal()): Promise<number> {
  const [command, ...rest] = argv;
  switch (command) {
    case "follow":
      return run(rest, FOLLOW_OPTIONS, terminal, followCommand);
    case "inspect":
      return run(rest, DIRECTORY_OPTIONS, terminal, inspectCommand);
    case "check":
      return run(rest, CHECK_OPTIONS, terminal, checkCommand);
    case "verify":
      return run(rest, DIRECTORY_OPTIONS, terminal, verifyCommand);
    case "restore":
      return run(rest, RESTORE_OPTIONS, terminal, restoreCommand);
    case "roll-forward":
      return run(rest, ROLL_FORWARD_OPTIONS, terminal, rollForwardCommand);
    case "serve":
      return run(rest, SERVE_OPTIONS, terminal, serveCommand);
  }
  return run(argv, BACKUP_OPTIONS, terminal, async (options) => {
    if (options.flag("version", false)) {
      line(terminal.stdout, `neo4j-backup ${packageJson.version}`);
      return 0;
    }
    return backupCommand(options, terminal);
  });
}
