import { describe, expect, test } from "vitest";
import { type ArrayValue, decodeArray, encodeArray } from "./dynamic-values.ts";
import type { Element } from "./number-arrays.ts";

/** Values of the array store of a Neo4j 2.3.3, with what it said that they are. */
const GOLDEN: [string, ArrayValue][] = [
  [
    "0900000003000000062b35312d2e270000000f3531342f302c373a363337302d3034000000195a4f6b715a7457405f5a7856685772426a2c2b564969424843",
    { element: "string", values: ["+51-.'", "514/0,7:6370-04", "ZOkqZtW@_ZxVhWrBj,+VIiBHC"] },
  ],
  [
    "0308107800e8ff4d01d5008401ab004a0142004c018b01c9011e012400a101da00f100e500f7fe",
    {
      element: "short",
      bits: 16,
      values: [
        120, -24, 333, 213, 388, 171, 330, 66, 332, 395, 457, 286, 36, 417, 218, 241, 229, -265,
      ],
    },
  ],
  [
    "060840f9cb00000000000039dd0000000000001915fffffffffffff34000000000000028140000000000008fef0000000000009632000000000000f2ad000000000000a792000000000000",
    {
      element: "long",
      bits: 64,
      values: [52217n, 56633n, -60135n, 16627n, 5160n, 61327n, 12950n, 44530n, 37543n],
    },
  ],
  [
    "050820cf1b8e00a70948ffe02e3200e170fd00",
    { element: "int", bits: 32, values: [9313231, -12056153, 3288800, 16609505] },
  ],
  ["02080800020103fe", { element: "byte", bits: 8, values: [0, 2, 1, 3, -2] }],
  [
    "0708208261c53f11ff1e3d10d6f7ba1895384012b0a5be1accd03e18d1c4bebce4213f06ade83d8e090abe021ea63cc7b8aebfa403753f",
    {
      element: "float",
      bits: 32,
      values: [
        1.5420382022857666, 0.03881746903061867, -0.001890840008854866, 2.8840999603271484,
        -0.323608934879303, 0.4078071713447571, -0.38440775871276855, 0.6323964595794678,
        0.11361126601696014, -0.13480207324028015, 0.020277980715036392, -1.3650139570236206,
        0.9570868015289307,
      ],
    },
  ],
];

describe("arrays of the array store", () => {
  test.each(GOLDEN)("%s is read as Neo4j says, and written back", (hex, value) => {
    expect(decodeArray(Buffer.from(hex, "hex"))).toEqual(value);
    const { element, values } = value;
    expect(encodeArray({ element, values } as ArrayValue).toString("hex")).toBe(hex);
  });

  test("the widest item decides how many bits each takes", () => {
    const bits = (element: Element, values: number[]) =>
      encodeArray({ element, values })[2] as number;
    expect(bits("int", [0, 0])).toBe(1);
    expect(bits("int", [7, 1])).toBe(3);
    expect(bits("int", [-1])).toBe(32);
    expect(bits("byte", [1])).toBe(8);
    expect(bits("int", [])).toBe(0);
  });

  test("a string array cut short at any byte is none", () => {
    const whole = Buffer.from(GOLDEN[0]?.[0] ?? "", "hex");
    for (let length = 1; length < whole.length; length++)
      expect(decodeArray(whole.subarray(0, length))).toBeUndefined();
  });

  test("elements and widths that do not exist are none", () => {
    for (const hex of ["", "00", "0a0820", "000820ff", "0d0808ff", "050821ff", "030911ff"])
      expect(decodeArray(Buffer.from(hex, "hex")), hex).toBeUndefined();
  });

  test("a count that the bytes cannot hold ends at once", () => {
    expect(decodeArray(Buffer.from("097fffffff", "hex"))).toBeUndefined();
  });
});
