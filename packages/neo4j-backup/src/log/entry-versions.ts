/**
 * Log entries, one row an entry version.
 * Source: spec section 8.2. An entry is `u8 version, u8 type, body`.
 */
import { type CommandRow, type CommandTable, commandTable } from "./commands.ts";

export const ENTRY = { start: 1, command: 3, commit: 5, checkPoint: 7 } as const;

export interface EntryVersion {
  /** The first byte of each entry, as read unsigned. */
  byte: number;
  writtenBy: string;
  commands: CommandTable;
}

/** Differences page, section 6: -5 is written by 2.3.0 to 2.3.4, -8 by 2.3.5 and later 2.3. */
export const ENTRY_VERSIONS: Readonly<Record<number, EntryVersion>> = {
  251: { byte: 251, writtenBy: "Neo4j 2.3.0 to 2.3.4", commands: commandTable(1) },
  248: { byte: 248, writtenBy: "Neo4j 2.3.5 and later 2.3", commands: commandTable(2) },
};

/** The row of a command type that comes from a file; undefined when there is none. */
export const commandRow = (version: EntryVersion, type: number): CommandRow | undefined =>
  (version.commands as Readonly<Record<number, CommandRow>>)[type];
