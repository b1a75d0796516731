/** The command line of `holdfast-admin`. */
import packageJson from "../../package.json" with { type: "json" };
import { adminBackupCommand, EXIT } from "./admin-command.ts";
import { ADMIN_OPTIONS } from "./admin-options.ts";
import { parseArguments } from "./arguments.ts";
import { optionLines } from "./help.ts";
import { line, processTerminal } from "./terminal.ts";

const helpText = (): string =>
  [
    "usage: holdfast-admin backup --backup-dir=DIR --name=NAME [options]",
    "",
    "Takes the options of `neo4j-admin backup` of Neo4j 3.1 to 3.5; serves Neo4j 2.2 to 3.5, without a JVM.",
    "Exit code 0: done; 1: failed; 2: backed up, but the check could not be made; 3: backed up, but inconsistent.",
    "",
    ...optionLines(ADMIN_OPTIONS, "--", "="),
  ].join("\n");

/**
 * Runs one command.
 * @param argv without the program's name
 * @returns the exit code, 0 to 3
 */
export async function adminMain(argv: string[], terminal = processTerminal()): Promise<number> {
  const [command, ...rest] = argv;
  if (command === "--version") {
    line(terminal.stdout, `holdfast-admin ${packageJson.version}`);
    return EXIT.done;
  }
  const options = parseArguments(rest, ADMIN_OPTIONS);
  const wantsHelp = command === "help" || command === "--help" || rest.includes("--help");
  if (wantsHelp) {
    line(terminal.stdout, helpText());
    return EXIT.done;
  }
  if (command !== "backup") {
    line(
      terminal.stderr,
      command === undefined ? "a command is needed: backup" : `there is no command ${command}`,
    );
    line(terminal.stderr, helpText());
    return EXIT.failed;
  }
  const code = await adminBackupCommand(options, terminal);
  return code;
}
