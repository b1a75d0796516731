import { describe, expect, it } from "vitest";
import { golden } from "../../test/golden/goldens.ts";
import { DIALECTS, dialectOf } from "./dialects.ts";
import { encodeFullRequest, encodeIncrementalRequest } from "./requests.ts";

describe("requests", () => {
  it("asks for a full backup with the bytes that a real server takes", () => {
    const bytes = encodeFullRequest(DIALECTS[1], false);
    expect(bytes.toString("hex")).toBe(
      `00000024080100${"ff".repeat(8)}${"ff".repeat(8)}${"ff".repeat(16)}00`,
    );
    expect(bytes).toEqual(golden("full-idle").c2s);
    expect(encodeFullRequest(DIALECTS[1], true).at(-1)).toBe(1);
  });

  it("asks for the transactions after an id", () => {
    const bytes = encodeIncrementalRequest(DIALECTS[1], 0x162n);
    expect(bytes.toString("hex")).toBe(
      `00000023080101${"ff".repeat(16)}0000000000000162${"ff".repeat(8)}`,
    );
    expect(bytes.length).toBe(39);
    const { c2s, recipe } = golden("incremental-every-command");
    expect(encodeIncrementalRequest(DIALECTS[1], BigInt(recipe.asked ?? 0))).toEqual(c2s);
  });

  it("says the dialect in the second header byte", () => {
    expect(encodeFullRequest(DIALECTS[2], false)[5]).toBe(2);
    expect(dialectOf(2)).toBe(DIALECTS[2]);
    expect(dialectOf(3)).toBeUndefined();
  });
});
