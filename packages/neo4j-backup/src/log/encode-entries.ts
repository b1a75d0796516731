/** Writes log entries: the counterpart of the walker. Source: spec section 8.2. */
import { byteField, i32Field, i64Field, layout } from "../bytes/layout.ts";
import { ENTRY } from "./entry-versions.ts";

/** Master and author id of a server that is no cluster member. */
const SINGLE_INSTANCE = -1;

const startEntry = layout("start entry", 30, {
  version: byteField(0),
  type: byteField(1),
  masterId: i32Field(2),
  authorId: i32Field(6),
  startedAt: i64Field(10),
  lastTxWhenStarted: i64Field(18),
  headerLength: i32Field(26),
});
const commandHead = layout("command entry", 3, {
  version: byteField(0),
  type: byteField(1),
  command: byteField(2),
});
const commitEntry = layout("commit entry", 18, {
  version: byteField(0),
  type: byteField(1),
  id: i64Field(2),
  committedAt: i64Field(10),
});

/** One command: its number and the bytes behind it. */
export interface EncodedCommand {
  command: number;
  body: Buffer;
}

export interface NewTransaction {
  id: number;
  /** Milliseconds since the epoch. */
  startedAt: number;
  committedAt: number;
  /** Neo4j writes 8 random bytes; the transaction's checksum comes from them. */
  additionalHeader: Buffer;
  commands: EncodedCommand[];
}

/**
 * A whole transaction as a log holds it: START, its commands, COMMIT.
 * @param entryVersion a row of ENTRY_VERSIONS
 */
export function encodeTransaction(entryVersion: number, tx: NewTransaction): Buffer {
  const start = startEntry.encode({
    version: entryVersion,
    type: ENTRY.start,
    masterId: SINGLE_INSTANCE,
    authorId: SINGLE_INSTANCE,
    startedAt: tx.startedAt,
    lastTxWhenStarted: tx.id - 1,
    headerLength: tx.additionalHeader.length,
  });
  const commands = tx.commands.flatMap(({ command, body }) => [
    commandHead.encode({ version: entryVersion, type: ENTRY.command, command }),
    body,
  ]);
  const commit = commitEntry.encode({
    version: entryVersion,
    type: ENTRY.commit,
    id: tx.id,
    committedAt: tx.committedAt,
  });
  return Buffer.concat([start, tx.additionalHeader, ...commands, commit]);
}
