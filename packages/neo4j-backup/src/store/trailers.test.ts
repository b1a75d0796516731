import { describe, expect, it } from "vitest";
import { REAL_NEOSTORE_OF_22 } from "../../test/golden/entries.ts";
import { countsTrailer, FILES_WITH_TRAILERS, trailerBytes, trailerOf } from "./trailers.ts";

const VERSION = "v0.A.5";
const RECORD_BYTES = 9;
/** Two whole files of a real 2.2.9, closed cleanly. */
const REAL = {
  "neostore.relationshiptypestore.db": Buffer.from(
    "010000000101000000020100000003010000000452656c6174696f6e736869705479706553746f72652076302e412e35",
    "hex",
  ),
  neostore: REAL_NEOSTORE_OF_22,
};
/** The end of a real counts file: its last row, then its trailer. */
const REAL_COUNTS_END = Buffer.from("45436f756e747353746f72652076302e412e35", "hex");

describe("what a Neo4j 2.2 writes behind the records", () => {
  it("is found at the end of real files, and whole records are left", () => {
    const types = REAL["neostore.relationshiptypestore.db"];
    const behind = trailerBytes("neostore.relationshiptypestore.db", types, VERSION);
    expect(types.subarray(-behind).toString()).toBe("RelationshipTypeStore v0.A.5");
    expect(types.length - behind).toBe(4 * 5);
    expect(REAL.neostore.length - trailerBytes("neostore", REAL.neostore, VERSION)).toBe(
      11 * RECORD_BYTES,
    );
  });

  it("is found by a file's last bytes alone", () => {
    for (const file of FILES_WITH_TRAILERS) {
      const text = trailerOf(file, VERSION);
      expect(trailerBytes(file, Buffer.concat([Buffer.alloc(40, 1), text]), VERSION)).toBe(
        text.length,
      );
      expect(trailerBytes(file, text, VERSION)).toBe(text.length);
    }
  });

  it("is none of another store, of another version, cut short, or in a file of other kind", () => {
    const text = trailerOf("neostore.nodestore.db", VERSION);
    expect(trailerBytes("neostore.propertystore.db", text, VERSION)).toBe(0);
    expect(trailerBytes("neostore.nodestore.db", text, "v0.A.6")).toBe(0);
    for (let size = 0; size < text.length; size++)
      expect(trailerBytes("neostore.nodestore.db", text.subarray(0, size), VERSION)).toBe(0);
    expect(
      trailerBytes("neostore.nodestore.db", Buffer.concat([text, Buffer.alloc(1)]), VERSION),
    ).toBe(0);
    expect(trailerBytes("index.db", text, VERSION)).toBe(0);
  });

  it("of a counts file is as a real one ends", () => {
    expect(countsTrailer(VERSION)).toEqual(REAL_COUNTS_END.subarray(1));
  });
});
