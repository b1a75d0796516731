import { describe, expect, it } from "vitest";
import { neostoreWith, REAL_NEOSTORE, REAL_NEOSTORE_OF_22 } from "../../test/golden/entries.ts";
import { BackupError } from "../catalogue/errors.ts";
import {
  decodeNeostore,
  encodeClosedPosition,
  LOG_VERSION_BYTES,
  storeVersionOf,
} from "./neostore.ts";
import { packVersion } from "./store-id.ts";

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return error instanceof BackupError ? error.code : String(error);
  }
  return "no error";
};

describe("neostore", () => {
  it("is read as a real 2.3.3 wrote it", () => {
    expect(decodeNeostore(REAL_NEOSTORE)).toEqual({
      identity: {
        creationTime: 1795425307663,
        randomId: "6494848083529445634",
        storeVersion: "v0.A.6",
      },
      row: expect.objectContaining({ version: "v0.A.6", entryVersion: 251 }),
      logVersion: 0,
      lastTx: 27,
      lastTxChecksum: -162217576591n,
      upgradeTime: 1795425307663,
      upgradeTx: 1,
      closedLogVersion: 0,
      closedOffset: 16,
    });
  });

  it("is read as a real 2.2.9 wrote it: it has no closed position, and its trailer is no record", () => {
    expect(decodeNeostore(REAL_NEOSTORE_OF_22)).toMatchObject({
      identity: { creationTime: 1795525922973, storeVersion: "v0.A.5" },
      row: { entryVersion: 252, hasCheckPoints: false },
      logVersion: 2,
      lastTx: 75,
      lastTxChecksum: -163163314549n,
      closedLogVersion: -1,
      closedOffset: -1,
    });
  });

  it("cut short at every byte, is damaged", () => {
    for (let size = 0; size < REAL_NEOSTORE.length; size++)
      expect(codeOf(() => decodeNeostore(REAL_NEOSTORE.subarray(0, size)))).toBe("damaged-backup");
  });

  it.each<[string, Parameters<typeof neostoreWith>[0]]>([
    ["a negative log version", { logVersion: -1 }],
    ["a log version that no file name holds", { logVersion: 2 ** 48 }],
    ["a last transaction of -1", { lastTx: -1 }],
  ])("refuses %s", (_, values) =>
    expect(codeOf(() => decodeNeostore(neostoreWith(values)))).toBe("damaged-backup"),
  );

  it("refuses a value that no id can have, and a record that is not in use", () => {
    const huge = neostoreWith({});
    huge.writeBigInt64BE(2n ** 60n, 3 * 9 + 1);
    expect(codeOf(() => decodeNeostore(huge))).toBe("damaged-backup");
    const absent = neostoreWith({});
    absent[2 * 9] = 0;
    expect(codeOf(() => decodeNeostore(absent))).toBe("damaged-backup");
  });

  it.each(["v0.A.3", "vE.H.0", "v9.Z.9", ""])("refuses store version %j by name", (version) => {
    const bytes = neostoreWith({ storeVersion: packVersion(version) });
    expect(codeOf(() => decodeNeostore(bytes))).toBe("unsupported-store-version");
  });

  it("tells the store version of stores that are not supported", () => {
    expect(storeVersionOf(neostoreWith({ storeVersion: packVersion("v0.A.7") }))).toBe("v0.A.7");
    expect(storeVersionOf(Buffer.alloc(10))).toBe("");
  });

  it("knows where record 2 and the closed position lie", () => {
    const bytes = neostoreWith({ logVersion: 0x1234 });
    const { from, length } = LOG_VERSION_BYTES;
    expect(bytes.subarray(from, from + length).toString("hex")).toBe("0000000000001234");
    const closed = encodeClosedPosition(77, 16);
    closed.bytes.copy(bytes, closed.offset);
    expect(decodeNeostore(bytes)).toMatchObject({
      closedLogVersion: 77,
      closedOffset: 16,
      lastTx: 27,
    });
  });
});
