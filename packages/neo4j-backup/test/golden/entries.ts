/** Log entries put together by hand, and real ones, for tests. */

const i64 = (value: number | bigint): Buffer => {
  const b = Buffer.alloc(8);
  b.writeBigInt64BE(BigInt(value));
  return b;
};
const i32 = (value: number): Buffer => {
  const b = Buffer.alloc(4);
  b.writeInt32BE(value);
  return b;
};
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

/** Commands of a real 2.3.3, with their entry heads. */
export const REAL_COMMANDS = {
  node: hex(
    "fb03010000000000003f0c000000000001000000000000003f0b000000000000b16c000000100000000000000000",
  ),
  relationship: hex(
    "fb03030000000000003f0b030000000000003f0c00000000000038ea000000000000000000000001ffffffffffffffff000000000000000200000000000038e9000000000000b1cf03",
  ),
  property: hex(
    "fb0302000000000000b16b00ffffffffffffffffffffffffffffffff0000000000003f0c000000000001ffffffffffffffff000000000000b16c0000000000003f0c0218a690a8266b00000008090a11aa9c01c700000000010490cd0000000008000007e1960000010000000000000000",
  ),
  relationshipCounts: hex("fb0310ffffffffffffffffffffffff0000000000000032"),
  nodeCounts: hex("fb0311000000000000000000000032"),
};
/** START and COMMIT of transaction 355 of the same server. */
export const REAL_START = hex(
  "fb01 ffffffff ffffffff 000001a207e2faa1 0000000000000162 00000008 5f362cc5f5bbea99",
);
export const REAL_COMMIT = hex("fb05 0000000000000163 000001a207e2fb47");
export const REAL_CHECKSUM = -160772628506n;
export const REAL_CHECK_POINT = hex("fb07 000000000000000c 0000000000000010");
export const REAL_LOG_HEADER = hex("060000000000000c 0000000000000162");
export const REAL_NEOSTORE = hex(
  `01000001a207b00c0f 015a2255ebb8e63102 010000000000000000 01000000000000001b 0100362e412e307606
   01ffffffffffffffff 010000000000000000 010000000000000001 01000001a207b00c0f 01ffffffda3b143771
   010000000000000000 010000000000000000 010000000000000010`.replaceAll(/\s/g, ""),
);

/** Of a real 2.2.9, closed cleanly by its own backup tool: 11 records, then its trailer. */
export const REAL_NEOSTORE_OF_22 = hex(
  `01000001a20daf509d 014a80434649e978fa 010000000000000002 01000000000000004b 0100352e412e307606
   01ffffffffffffffff 010000000000000000 010000000000000001 01000001a20daf509d 01ffffffda02b5668b
   010000000000000000 4e656f53746f72652076302e412e35`.replaceAll(/\s/g, ""),
);

export interface TransactionParts {
  commands?: Buffer[];
  startedAt?: number;
  committedAt?: number | bigint;
  /** 8 bytes in real ones. */
  additionalHeader?: Buffer;
  entryVersion?: number;
}

/** One whole transaction. */
export function transaction(id: number | bigint, parts: TransactionParts = {}): Buffer {
  const {
    commands = [REAL_COMMANDS.nodeCounts],
    startedAt = 1_700_000_000_000,
    committedAt = 1_700_000_000_001,
    additionalHeader = i64(BigInt.asIntN(64, BigInt(id) * 7_919n)),
    entryVersion = 0xfb,
  } = parts;
  const head = (type: number): Buffer => Buffer.from([entryVersion, type]);
  return Buffer.concat([
    head(1),
    i32(-1),
    i32(-1),
    i64(startedAt),
    i64(BigInt(id) - 1n),
    i32(additionalHeader.length),
    additionalHeader,
    ...commands,
    head(5),
    i64(id),
    i64(committedAt),
  ]);
}

/** Transactions with the ids `first` to `last`. */
export const transactions = (first: number, last: number, parts?: TransactionParts): Buffer =>
  Buffer.concat(Array.from({ length: last - first + 1 }, (_, i) => transaction(first + i, parts)));

export const checkPoint = (version: number | bigint, offset: number | bigint): Buffer =>
  Buffer.concat([Buffer.from([0xfb, 7]), i64(version), i64(offset)]);

export const logHeader = (version: number, lastTx: number): Buffer => {
  const head = i64(version);
  head[0] = 6;
  return Buffer.concat([head, i64(lastTx)]);
};

export interface NeostoreValues {
  logVersion?: number;
  lastTx?: number;
  checksum?: bigint;
  storeVersion?: bigint;
  randomId?: bigint;
}

/** A neostore as a real one, with some of its records changed, padded to a page. */
export function neostoreWith(values: NeostoreValues): Buffer {
  const b = Buffer.alloc(8190);
  REAL_NEOSTORE.copy(b);
  const put = (record: number, value: number | bigint | undefined): void => {
    if (value !== undefined) b.writeBigInt64BE(BigInt(value), record * 9 + 1);
  };
  put(1, values.randomId);
  put(2, values.logVersion);
  put(3, values.lastTx);
  put(4, values.storeVersion);
  put(9, values.checksum);
  return b;
}

/** Bytes in pieces of the sizes that `next` gives. */
export function* pieces(bytes: Buffer, next: () => number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const size = Math.max(1, next());
    // A copy, as a reader that keeps a view of a piece must show itself.
    yield Buffer.from(bytes.subarray(at, at + size));
    at += size;
  }
}
