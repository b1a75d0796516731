import { beforeAll, describe, expect, it } from "vitest";
import { readSample } from "../serve/sample.ts";
import { decodeTokens, TOKEN_STORES, type TokenKind } from "./tokens.ts";

let files: Map<string, Buffer>;
beforeAll(async () => {
  files = await readSample();
});
const file = (name: string): Buffer => Buffer.from(files.get(name) ?? Buffer.alloc(0));
const tokensOf = (kind: TokenKind) => {
  const { tokens, names } = TOKEN_STORES[kind];
  return decodeTokens(kind, file(tokens.file), file(names.file));
};

describe("tokens of a real store", () => {
  it("names labels, types and keys by id", () => {
    expect([...tokensOf("label").keys()].sort()).toEqual([
      "Category",
      "Customer",
      "Order",
      "Product",
    ]);
    expect([...tokensOf("relationshipType").keys()].sort()).toEqual([
      "CONTAINS",
      "IN_CATEGORY",
      "PLACED",
    ]);
    expect(tokensOf("propertyKey").get("number")).toBe(0);
    expect(tokensOf("propertyKey").get("placedAt")).toBe(0xa);
  });

  it("refuses a name that points nowhere, and one that points to itself", () => {
    const { tokens, names } = TOKEN_STORES.label;
    const nowhere = file(tokens.file);
    nowhere.writeInt32BE(1_000_000, 1);
    expect(() => decodeTokens("label", nowhere, file(names.file))).toThrow(/cannot be read/);
    const looping = file(names.file);
    looping.writeUInt32BE(1, 38 + 4);
    expect(() => decodeTokens("label", file(tokens.file), looping)).toThrow(/cannot be read/);
    expect(() => decodeTokens("label", file(tokens.file), Buffer.alloc(0))).toThrow(
      /cannot be read/,
    );
  });
});
