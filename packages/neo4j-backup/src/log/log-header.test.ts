import { describe, expect, it } from "vitest";
import { REAL_LOG_HEADER } from "../../test/golden/entries.ts";
import { BackupError } from "../catalogue/errors.ts";
import { decodeLogHeader, encodeLogHeader, logName, logVersionOf } from "./log-header.ts";

describe("log header", () => {
  it("is read and written as a real 2.3.3 writes it", () => {
    expect(decodeLogHeader(REAL_LOG_HEADER)).toEqual({ version: 12, lastTx: 354 });
    expect(encodeLogHeader({ version: 12, lastTx: 354 })).toEqual(REAL_LOG_HEADER);
  });

  it("holds large versions and ids", () => {
    for (const version of [0, 2 ** 32 - 1, 2 ** 32, 2 ** 47])
      for (const lastTx of [1, 2 ** 40, Number.MAX_SAFE_INTEGER])
        expect(decodeLogHeader(encodeLogHeader({ version, lastTx }))).toEqual({ version, lastTx });
  });

  it.each([5, 7, 0, 255])("refuses log format %i", (format) => {
    const bytes = Buffer.from(REAL_LOG_HEADER);
    bytes[0] = format;
    expect(() => decodeLogHeader(bytes)).toThrow(BackupError);
  });

  it("refuses a version of more than 48 bits", () => {
    const bytes = Buffer.from(REAL_LOG_HEADER);
    bytes[1] = 1;
    expect(() => decodeLogHeader(bytes)).toThrow(BackupError);
  });

  it("cut short, throws", () => {
    for (let size = 0; size < REAL_LOG_HEADER.length; size++)
      expect(() => decodeLogHeader(REAL_LOG_HEADER.subarray(0, size))).toThrow();
  });
});

describe("log file names", () => {
  it("are read back", () => {
    for (const version of [0, 1, 9, 10, 123_456_789])
      expect(logVersionOf(logName(version))).toBe(version);
  });

  it.each([
    "neostore.transaction.db",
    "neostore.transaction.db.",
    "neostore.transaction.db.01",
    "neostore.transaction.db.-1",
    "neostore.transaction.db.1x",
    "neostore.transaction.db.1/2",
    "xneostore.transaction.db.1",
    "neostore.transaction.db.1\n",
    "neostore.transaction.db.9999999999999999",
  ])("%j is none", (name) => expect(logVersionOf(name)).toBeUndefined());
});
