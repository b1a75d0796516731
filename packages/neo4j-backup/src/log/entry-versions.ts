/**
 * Log entries, one row an entry version. An entry is `u8 version, u8 type, body`.
 * Source: spec section 8.2, differences page section 6, records page section 3.
 */
import {
  type CommandFormat,
  type CommandRow,
  type CommandTable,
  commandTable,
} from "./commands.ts";
import { IMAGE_FLAG } from "./record-images.ts";

export const ENTRY = { start: 1, command: 3, commit: 5, checkPoint: 7 } as const;

export interface EntryVersion {
  /** The first byte of each entry, as read unsigned. */
  byte: number;
  writtenBy: string;
  commands: CommandTable;
}

const { inUse, created, needsSecondUnit, hasSecondUnit, fixedReferences } = IMAGE_FLAG;
const units = needsSecondUnit | hasSecondUnit;

/** Neo4j 2.2 and 2.3. */
const single = { flags: inUse | created, nodeFlags: inUse, hasBefore: false } as const;
/** Neo4j 3.0: what was is told of every record, and records may have two units. */
const twofold = {
  flags: inUse | created | units,
  nodeFlags: inUse | created | units,
  hasBefore: true,
} as const;
/** From Neo4j 3.1 on. */
const fixedToo = {
  flags: twofold.flags | fixedReferences,
  nodeFlags: twofold.nodeFlags | fixedReferences,
  hasBefore: true,
} as const;

const row = (version: number, writtenBy: string, format: CommandFormat): EntryVersion => ({
  byte: version & 0xff,
  writtenBy,
  commands: commandTable(format),
});
const ROWS: readonly EntryVersion[] = [
  row(-4, "Neo4j 2.2.4 to 2.2.9", { ...single, mapCountBytes: 1 }),
  row(-5, "Neo4j 2.3.0 to 2.3.4", { ...single, mapCountBytes: 1 }),
  row(-6, "Neo4j 3.0.0 and 3.0.1", { ...twofold, mapCountBytes: 1 }),
  row(-7, "Neo4j 2.2.10", { ...single, mapCountBytes: 2 }),
  row(-8, "Neo4j 2.3.5 and later 2.3", { ...single, mapCountBytes: 2 }),
  row(-9, "Neo4j 3.0.2 to 3.0.9", { ...twofold, mapCountBytes: 2 }),
  row(-10, "Neo4j 3.0.10 and later, 3.1 to 3.5", { ...fixedToo, mapCountBytes: 2 }),
];

export const ENTRY_VERSIONS: Readonly<Record<number, EntryVersion>> = Object.fromEntries(
  ROWS.map((version) => [version.byte, version]),
);

/** The row of a command type that comes from a file; undefined when there is none. */
export const commandRow = (version: EntryVersion, type: number): CommandRow | undefined =>
  (version.commands as Readonly<Record<number, CommandRow>>)[type];
