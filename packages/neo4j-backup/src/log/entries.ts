/** Log entries as typed values, read as a stream and written back. Source: spec section 8.2. */
import { u8 } from "../bytes/integers.ts";
import { byteField, i32Field, i64Field, layout } from "../bytes/layout.ts";
import { BackupError } from "../catalogue/errors.ts";
import { bytesOf, type Codec, Cursor, encode, fixed, struct, Underflow } from "./codec.ts";
import type { Command, CommandType } from "./commands.ts";
import { commandRow, ENTRY, ENTRY_VERSIONS, type EntryVersion } from "./entry-versions.ts";
import { FIRST_ENTRY_OFFSET, LOG_HEADER_BYTES } from "./log-header.ts";

export interface StartEntry {
  start: { masterId: number; authorId: number; startedAt: number; lastTxWhenStarted: number };
  additionalHeader: Buffer;
}
export interface CommitEntry {
  txId: number;
  committedAt: number;
}
export interface CheckPointEntry {
  logVersion: number;
  offset: number;
}

/** `version` is the entry's version byte. */
export type LogEntry = { version: number } & (
  | { kind: "start"; value: StartEntry }
  | { kind: "command"; command: Command }
  | { kind: "commit"; value: CommitEntry }
  | { kind: "check point"; value: CheckPointEntry }
);

/** Offsets of the entry in its file. */
export type PlacedEntry = LogEntry & { from: number; to: number };

const headLayout = layout("entry head", 2, { version: byteField(0), type: byteField(1) });
const startCodec = struct<StartEntry>({
  start: fixed(
    layout("start", 24, {
      masterId: i32Field(0),
      authorId: i32Field(4),
      startedAt: i64Field(8),
      lastTxWhenStarted: i64Field(16),
    }),
  ),
  additionalHeader: bytesOf({
    bytes: 4,
    read: i32Field(0).read,
    put: i32Field(0).write,
  }),
});
const commitCodec: Codec<CommitEntry> = fixed(
  layout("commit", 16, { txId: i64Field(0), committedAt: i64Field(8) }),
);
const checkPointCodec: Codec<CheckPointEntry> = fixed(
  layout("check point", 16, { logVersion: i64Field(0), offset: i64Field(8) }),
);

const bad = (at: number, detail: string): never => {
  throw new BackupError("bad-log", { detail: `${detail} at offset ${at}`, range: [at, at + 1] });
};

function readEntry(cursor: Cursor, at: number): LogEntry {
  const { version, type } = headLayout.read(cursor.buffer, cursor.pass(headLayout.size));
  const row: EntryVersion = ENTRY_VERSIONS[version] ?? bad(at, `unknown entry version ${version}`);
  switch (type) {
    case ENTRY.start:
      return { version, kind: "start", value: startCodec.read(cursor) };
    case ENTRY.commit:
      return { version, kind: "commit", value: commitCodec.read(cursor) };
    case ENTRY.checkPoint:
      return { version, kind: "check point", value: checkPointCodec.read(cursor) };
    case ENTRY.command: {
      const command = u8(cursor.buffer, cursor.pass(1));
      const found = commandRow(row, command) ?? bad(at, `unknown command type ${command}`);
      const value = found.codec.read(cursor);
      return { version, kind: "command", command: { type: command, value } as Command };
    }
    default:
      return bad(at, `unknown entry type ${type}`);
  }
}

/** The bytes of an entry. */
export function encodeEntry(entry: LogEntry): Buffer {
  const head = (type: number): Buffer => headLayout.encode({ version: entry.version, type });
  switch (entry.kind) {
    case "start":
      return Buffer.concat([head(ENTRY.start), encode(startCodec, entry.value)]);
    case "commit":
      return Buffer.concat([head(ENTRY.commit), encode(commitCodec, entry.value)]);
    case "check point":
      return Buffer.concat([head(ENTRY.checkPoint), encode(checkPointCodec, entry.value)]);
    case "command": {
      const { type, value } = entry.command;
      const row = ENTRY_VERSIONS[entry.version]?.commands[type as CommandType];
      if (!row) throw new BackupError("bad-log", { detail: `no entry version ${entry.version}` });
      const pieces = [head(ENTRY.command), Buffer.from([type])];
      (row.codec as Codec<unknown>).write(pieces, value);
      return Buffer.concat(pieces);
    }
  }
}

/** The longest entry that is read into memory: far above any that Neo4j 2.3 was seen to write. */
export const MAX_ENTRY_BYTES = 512 * 1024 * 1024;

const FIRST_WINDOW_BYTES = 2 * 1024 * 1024;

/**
 * Reads the entries of a log file, in order, through one growing window.
 * @param source the file's bytes from offset 0
 * @param onEntry a value's buffers are views that are valid only during the call
 * @throws BackupError bad-log at the first byte that is no entry, or when the file ends inside one
 */
export async function readEntries(
  source: AsyncIterable<Buffer>,
  onEntry: (entry: PlacedEntry) => void,
): Promise<void> {
  let window = Buffer.allocUnsafeSlow(FIRST_WINDOW_BYTES);
  let used = 0;
  let offset = FIRST_ENTRY_OFFSET;
  let skip = LOG_HEADER_BYTES;
  let wanted = 0;
  const cursor = new Cursor(window, 0, 0);

  const readAll = (): void => {
    cursor.buffer = window;
    cursor.at = 0;
    cursor.end = used;
    let from = 0;
    try {
      while (cursor.at < used) {
        from = cursor.at;
        const entry = readEntry(cursor, offset + from) as PlacedEntry;
        entry.from = offset + from;
        entry.to = offset + cursor.at;
        onEntry(entry);
      }
      from = used;
    } catch (error) {
      if (!(error instanceof Underflow)) throw error;
    }
    window.copyWithin(0, from, used);
    used -= from;
    offset += from;
    // An entry that did not fit is tried again when twice as much of it is there.
    wanted = used * 2;
  };

  for await (const piece of source) {
    const useful = piece.subarray(Math.min(skip, piece.length));
    skip -= piece.length - useful.length;
    if (used + useful.length > window.length) {
      if (used + useful.length > MAX_ENTRY_BYTES) bad(offset, "an entry of more than 512 MiB");
      const larger = Buffer.allocUnsafeSlow((used + useful.length) * 2);
      window.copy(larger, 0, 0, used);
      window = larger;
    }
    window.set(useful, used);
    used += useful.length;
    if (used >= wanted) readAll();
  }
  if (used > 0) readAll();
  if (used > 0) bad(offset, "the file ends inside an entry");
}
