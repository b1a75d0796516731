import { describe, expect, test } from "vitest";
import {
  decodeSchemaRule,
  encodeSchemaRule,
  isConstraint,
  type SchemaRule,
} from "./schema-rules.ts";

const provider = { key: "lucene", version: "1.0" };
/** As a Neo4j 2.3.3 wrote them; the plain index and the relationship rule by the same grammar. */
const GOLDEN: [string, SchemaRule][] = [
  [
    "0000003d02000000066c7563656e6500000003312e30000100000000000000280000000000000003",
    { token: 61, kind: "constraint index", provider, keys: [40], owner: 3 },
  ],
  [
    "0000003d030100000000000000280000000000000002",
    { token: 61, kind: "uniqueness", keys: [40], index: 2 },
  ],
  ["000000550400000028", { token: 85, kind: "node existence", keys: [40] }],
  [
    "0000003d01000000066c7563656e6500000003312e3000010000000000000028",
    { token: 61, kind: "index", provider, keys: [40] },
  ],
  ["000000020500000007", { token: 2, kind: "relationship existence", keys: [7] }],
];

describe("schema rules", () => {
  test.each(GOLDEN)("%s is read and written back", (hex, rule) => {
    expect(decodeSchemaRule(Buffer.from(hex, "hex"))).toEqual(rule);
    expect(encodeSchemaRule(rule).toString("hex")).toBe(hex);
    expect(isConstraint(rule)).toBe(!rule.kind.endsWith("index"));
  });

  test("cut short at any byte it is no rule", () => {
    for (const [hex] of GOLDEN) {
      const whole = Buffer.from(hex, "hex");
      for (let length = 0; length < whole.length; length++)
        expect(decodeSchemaRule(whole.subarray(0, length))).toBeUndefined();
    }
  });

  test("an unknown kind and a negative length are no rule", () => {
    expect(decodeSchemaRule(Buffer.from("0000003d0900000028", "hex"))).toBeUndefined();
    expect(decodeSchemaRule(Buffer.from("0000003d01ffffffff", "hex"))).toBeUndefined();
  });
});
