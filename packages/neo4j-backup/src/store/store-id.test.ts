import { describe, expect, it } from "vitest";
import type { StoreIdentity } from "../catalogue/outcomes.ts";
import {
  describeStore,
  identityOf,
  packVersion,
  sameStore,
  storeIdLayout,
  unpackVersion,
} from "./store-id.ts";

const REAL = Buffer.from(
  "000001a207bab1b0097ed5e8a6eab72300362e412e307606000001a207bab1b00000000000000001",
  "hex",
);

describe("store id", () => {
  it("is read and written as a real 2.3.3 sends it", () => {
    const id = storeIdLayout.read(REAL);
    expect(identityOf(id)).toEqual({
      creationTime: 0x1a207bab1b0,
      randomId: 0x097ed5e8a6eab723n.toString(),
      storeVersion: "v0.A.6",
    });
    expect(id).toMatchObject({ upgradeTime: 0x1a207bab1b0, upgradeTx: 1 });
    expect(storeIdLayout.encode(id)).toEqual(REAL);
  });

  it("packs versions of up to seven characters", () => {
    for (const version of ["v0.A.6", "v0.A.9", "vE.H.0", "a", "1234567"])
      expect(unpackVersion(packVersion(version))).toBe(version);
    expect(packVersion("v0.A.6").toString(16)).toBe("362e412e307606");
  });

  it("shows what is no version as numbers", () => {
    expect(unpackVersion(-1n)).toBe("0xffffffffffffffff");
    expect(unpackVersion(0n)).toBe("0x0000000000000000");
    expect(unpackVersion(0x0101010101010106n)).toMatch(/^0x/);
  });

  it("calls stores the same by creation time and random id alone", () => {
    const a: StoreIdentity = { creationTime: 5, randomId: "-9", storeVersion: "v0.A.6" };
    const upgraded: StoreIdentity = { ...a, storeVersion: "v0.A.7" };
    expect(sameStore(a, upgraded)).toBe(true);
    expect(sameStore(a, { ...a, randomId: "9" })).toBe(false);
    expect(sameStore(a, { ...a, creationTime: 6 })).toBe(false);
    expect(describeStore(a)).toBe("5/fffffffffffffff7 v0.A.6");
  });
});
