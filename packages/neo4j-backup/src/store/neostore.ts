/** The metadata store `neostore`: records of 9 bytes. Source: spec section 7. */

import { big64Field, byteField, layout } from "../bytes/layout.ts";
import { BackupError } from "../catalogue/errors.ts";
import type { StoreIdentity } from "../catalogue/outcomes.ts";
import type { RecordFormatName } from "./record-formats.ts";
import { identityOf, unpackVersion } from "./store-id.ts";
import { STORE_VERSIONS, type StoreVersionRow, storeVersionRow } from "./store-versions.ts";

export const NEOSTORE = "neostore";
/** Far above any real one, and below what a log's header and name can hold. */
const MAX_LOG_VERSION = 2 ** 47;
export const neostoreRecord = layout("neostore record", 9, {
  inUse: byteField(0),
  value: big64Field(1),
});

/** Record numbers. */
export const NEOSTORE_RECORD = {
  creationTime: 0,
  randomId: 1,
  logVersion: 2,
  lastTx: 3,
  storeVersion: 4,
  firstGraphProperty: 5,
  lastConstraintTx: 6,
  upgradeTx: 7,
  upgradeTime: 8,
  lastTxChecksum: 9,
  upgradeTxChecksum: 10,
  closedLogVersion: 11,
  closedOffset: 12,
  /** From Neo4j 3.0 on. */
  lastCommittedAt: 13,
  upgradeTxCommittedAt: 14,
} as const;

/** Where the 8 bytes of record 2 lie: the only bytes of a published base that ever change. */
export const LOG_VERSION_BYTES = { from: NEOSTORE_RECORD.logVersion * 9 + 1, length: 8 } as const;
/** Enough of the file to decode every record. */
export const NEOSTORE_HEAD_BYTES = 15 * neostoreRecord.size;

export interface Neostore {
  identity: StoreIdentity;
  row: StoreVersionRow;
  logVersion: number;
  lastTx: number;
  lastTxChecksum: bigint;
  upgradeTime: number;
  upgradeTx: number;
  closedLogVersion: number;
  closedOffset: number;
}

const exact = (value: bigint, what: string): number => {
  const n = Number(value);
  if (!Number.isSafeInteger(n) || n < -1)
    throw new BackupError("damaged-backup", { detail: `neostore's ${what} is ${value}` });
  return n;
};

/**
 * @param bytes the head of the file, at least 117 bytes
 * @throws BackupError damaged-backup when records are missing or absurd, unsupported-store-version
 */
export function decodeNeostore(bytes: Buffer): Neostore {
  let records = NEOSTORE_RECORD.lastTxChecksum + 1;
  const value = (n: number): bigint => {
    if (n >= records) return -1n;
    if (bytes.length < (n + 1) * neostoreRecord.size)
      throw new BackupError("damaged-backup", {
        detail: `neostore has ${bytes.length} bytes, too few for record ${n}`,
        file: NEOSTORE,
      });
    const { inUse, value: found } = neostoreRecord.read(bytes, n * neostoreRecord.size);
    return inUse === 1 ? found : -1n;
  };
  const packed = value(NEOSTORE_RECORD.storeVersion);
  const row = storeVersionRow(unpackVersion(packed));
  records = row.neostoreRecords;
  const logVersion = exact(value(NEOSTORE_RECORD.logVersion), "logVersion");
  const lastTx = exact(value(NEOSTORE_RECORD.lastTx), "lastTx");
  if (logVersion < 0 || logVersion > MAX_LOG_VERSION || lastTx < 0)
    throw new BackupError("damaged-backup", {
      detail: `neostore names log version ${logVersion} and transaction ${lastTx}`,
      file: NEOSTORE,
    });
  const numberAt = (name: keyof typeof NEOSTORE_RECORD): number =>
    exact(value(NEOSTORE_RECORD[name]), name);
  return {
    identity: identityOf({
      creationTime: numberAt("creationTime"),
      randomId: value(NEOSTORE_RECORD.randomId),
      storeVersion: packed,
    }),
    row,
    logVersion,
    lastTx,
    lastTxChecksum: value(NEOSTORE_RECORD.lastTxChecksum),
    upgradeTime: numberAt("upgradeTime"),
    upgradeTx: numberAt("upgradeTx"),
    closedLogVersion: numberAt("closedLogVersion"),
    closedOffset: numberAt("closedOffset"),
  };
}

/** The store version alone, also of stores that are not supported. */
export function storeVersionOf(bytes: Buffer): string {
  const at = NEOSTORE_RECORD.storeVersion * neostoreRecord.size;
  return bytes.length < at + neostoreRecord.size
    ? ""
    : unpackVersion(neostoreRecord.read(bytes, at).value);
}

/** How the records of such a store are laid out; as those of most stores are, where its version is damaged. */
export const recordsOf = (bytes: Buffer): RecordFormatName =>
  STORE_VERSIONS[storeVersionOf(bytes)]?.records ?? "standard";

/** Records 11 and 12, where the last closed transaction ends, and the offset they go to. */
export function encodeClosedPosition(
  logVersion: number,
  byteOffset: number,
): { offset: number; bytes: Buffer } {
  const bytes = Buffer.concat(
    [logVersion, byteOffset].map((value) =>
      neostoreRecord.encode({ inUse: 1, value: BigInt(value) }),
    ),
  );
  return { offset: NEOSTORE_RECORD.closedLogVersion * neostoreRecord.size, bytes };
}
