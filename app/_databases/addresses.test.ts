import { describe, expect, it, test } from "vitest";
import { makeDatabase } from "../_trpc/fixtures.ts";
import { addressSchema } from "./address-schema.ts";
import { addressesOf, addressLabel, addressTitle, movedUp } from "./addresses.ts";

const at = (host: string, port = 6362) => ({ host, port });
const cluster = makeDatabase({
  host: "graph-1",
  moreAddresses: [at("graph-2"), at("::1", 6372)],
});

test("of one address nothing but itself is shown; of several the first, how many more, and all in the title", () => {
  const one = makeDatabase({ host: "graph-1" });
  expect([addressLabel(one), addressTitle(one)]).toEqual(["graph-1:6362", undefined]);
  expect(addressLabel(cluster)).toBe("graph-1:6362 +2");
  expect(addressTitle(cluster)).toBe("Tried in this order: graph-1:6362, graph-2:6362, [::1]:6372");
});

test("the order is host and port first, then the others as they were entered", () => {
  expect(addressesOf(cluster).map(({ host }) => host)).toEqual(["graph-1", "graph-2", "::1"]);
});

test("moving up changes two places, and the first stays where it is", () => {
  expect(movedUp(["a", "b", "c"], 2)).toEqual(["a", "c", "b"]);
  expect(movedUp(["a", "b", "c"], 1)).toEqual(["b", "a", "c"]);
  expect(movedUp(["a", "b"], 0)).toEqual(["a", "b"]);
});

describe("the form", () => {
  const form = (...moreAddresses: { host: string; port: number }[]) => ({
    name: "orders",
    ...at("graph-1"),
    moreAddresses,
    timeoutSeconds: 40,
  });
  const problems = (...more: { host: string; port: number }[]) =>
    addressSchema
      .safeParse(form(...more))
      .error?.issues.map(({ path, message }) => [path.join("."), message]);

  it("takes no further address, and fifteen of them", () => {
    expect(problems()).toBeUndefined();
    expect(problems(...Array.from({ length: 15 }, (_, i) => at(`m${i}`)))).toBeUndefined();
  });

  it("does not take a sixteenth, an empty one or a port that is none", () => {
    const sixteen = Array.from({ length: 16 }, (_, i) => at(`m${i}`));
    expect(problems(...sixteen)).toEqual([["moreAddresses", "At most 16 addresses in all"]]);
    expect(problems(at(" "))).toEqual([["moreAddresses.0.host", "Enter a host name or address"]]);
    expect(problems(at("graph-2", Number.NaN))).toEqual([
      ["moreAddresses.0.port", "A port is 1 to 65535"],
    ]);
  });

  it("says at which line an address stands twice", () => {
    expect(problems(at("graph-2"), at("GRAPH-1"))).toEqual([
      ["moreAddresses.1.host", "This address stands there twice"],
    ]);
    expect(problems(at("graph-1", 6372))).toBeUndefined();
  });
});
