/** The help text, made of the option tables. */
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

const WIDTH = 96;
const INDENT = 34;

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of text.split(" ")) {
    if (current !== "" && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current];
}

/** @param equals what stands between an option and its value */
export const optionLines = (table: OptionTable, dashes = "-", equals = " "): string[] =>
  Object.entries(table).flatMap(([name, { value, placeholder, help }]) => {
    const argument = placeholder
      ? value === "flag"
        ? equals === " "
          ? ` [${placeholder}]`
          : `[${equals}${placeholder}]`
        : `${equals}${placeholder}`
      : "";
    const [first = "", ...rest] = wrapped(help, WIDTH - INDENT);
    return [
      `  ${dashes}${name}${argument}`.padEnd(INDENT) + first,
      ...rest.map((text) => " ".repeat(INDENT) + text),
    ];
  });

export const helpText = (): string =>
  [
    "Online backups of Neo4j over the backup port, without a JVM.",
    "",
    "  neo4j-backup -host HOST [-port PORT] -to DIR [options]",
    "  neo4j-backup follow -host HOST [-port PORT] -to DIR [-every 5s] [-roll-size 64m] [-roll-time 1h]",
    "  neo4j-backup inspect DIR [-json]",
    "  neo4j-backup verify DIR [-json]",
    "  neo4j-backup check DIR [-to-transaction N] [-json]",
    "  neo4j-backup restore DIR TARGET [-to-transaction N | -to-time T] [-plan] [-replayed] [-tar]",
    "  neo4j-backup roll-forward DIR TARGET [-to-transaction N | -to-time T]",
    "  neo4j-backup serve DIR [-port PORT] [-host HOST]",
    "",
    "Backs up incrementally where DIR holds a backup of the server, else fully. When the server no longer",
    "has the transactions that follow, a full backup is made beside the old one, which is kept.",
    "Options have one dash or two, and their value behind a space or an equals sign.",
    "Exit code 0: done; 1: failed, or what was found is damaged or inconsistent.",
    "",
    "Backup:",
    ...optionLines(BACKUP_OPTIONS),
    "",
    "follow: pull every few seconds, until it is ended",
    ...optionLines(FOLLOW_OPTIONS),
    "",
    "inspect, verify:",
    ...optionLines(DIRECTORY_OPTIONS),
    "",
    "check:",
    ...optionLines(CHECK_OPTIONS),
    "",
    "restore:",
    ...optionLines(RESTORE_OPTIONS),
    "",
    "roll-forward: a new base out of base and log, without asking the server",
    ...optionLines(ROLL_FORWARD_OPTIONS),
    "",
    "serve:",
    ...optionLines(SERVE_OPTIONS),
  ].join("\n");
