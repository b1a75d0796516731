/** The 16 bytes at the start of each transaction log file. Source: spec section 8.1. */
import { byteField, i64Field, layout, u16Field, u32Field } from "../bytes/layout.ts";
import { BackupError } from "../catalogue/errors.ts";

export const LOG_HEADER_BYTES = 16;
export const LOG_FORMAT = 6;
export const FIRST_ENTRY_OFFSET = LOG_HEADER_BYTES;

const header = layout("log header", LOG_HEADER_BYTES, {
  format: byteField(0),
  versionTop: byteField(1),
  versionHigh: u16Field(2),
  versionLow: u32Field(4),
  lastTx: i64Field(8),
});

/** `lastTx` is the last transaction before this file; 1 in files the official tool wrote when idle. */
export interface LogHeader {
  version: number;
  lastTx: number;
}

export const encodeLogHeader = ({ version, lastTx }: LogHeader): Buffer =>
  header.encode({
    format: LOG_FORMAT,
    versionTop: 0,
    versionHigh: Math.floor(version / 0x1_0000_0000),
    versionLow: version % 0x1_0000_0000,
    lastTx,
  });

/** @throws BackupError bad-log when it is no header of log format 6 */
export function decodeLogHeader(bytes: Buffer): LogHeader {
  const { format, versionTop, versionHigh, versionLow, lastTx } = header.read(bytes);
  if (format !== LOG_FORMAT || versionTop !== 0)
    throw new BackupError("bad-log", {
      detail: `expected a log header of format ${LOG_FORMAT}, found format ${format}`,
      range: [0, LOG_HEADER_BYTES],
    });
  return { version: versionHigh * 0x1_0000_0000 + versionLow, lastTx };
}

const LOG_NAME = /^neostore\.transaction\.db\.(0|[1-9]\d{0,14})$/;

/** `neostore.transaction.db.<version>`. */
export const logName = (version: number): string => `neostore.transaction.db.${version}`;

/** The version in a log file's name; undefined when it is no log file's name. */
export function logVersionOf(name: string): number | undefined {
  const found = LOG_NAME.exec(name);
  return found ? Number(found[1]) : undefined;
}
