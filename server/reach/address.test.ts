import fc from "fast-check";
import { expect, test } from "vitest";
import { classify, isInNetwork, parseNetwork, plainAddress } from "./address.ts";

test.each([
  ["93.184.216.34", "public"],
  ["2606:2800:220:1::1", "public"],
  ["10.0.0.1", "private"],
  ["172.31.255.254", "private"],
  ["192.168.1.1", "private"],
  ["100.64.0.1", "private"],
  ["fd12:3456::1", "private"],
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["::1", "loopback"],
  ["169.254.169.254", "forbidden"],
  ["169.254.0.1", "forbidden"],
  ["fe80::1", "forbidden"],
  ["fe80::1%eth0", "forbidden"],
  ["febf::1", "forbidden"],
  ["fd00:ec2::254", "forbidden"],
  ["fd20:ce::254", "forbidden"],
  ["100.100.100.200", "forbidden"],
  ["192.0.0.192", "forbidden"],
  ["168.63.129.16", "forbidden"],
  ["0.0.0.0", "forbidden"],
  ["0.1.2.3", "forbidden"],
  ["::", "forbidden"],
  ["255.255.255.255", "forbidden"],
  ["224.0.0.1", "forbidden"],
  ["ff02::1", "forbidden"],
  ["240.0.0.1", "forbidden"],
  ["198.51.100.1", "forbidden"],
  ["2001:db8::1", "forbidden"],
  ["2001::1", "forbidden"],
  ["fec0::1", "forbidden"],
  ["no address", "forbidden"],
])("%s is %s", (address, kind) => {
  expect(classify(address).kind).toBe(kind);
});

const hexOf = (address: string): string => {
  const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
};

test("no IPv6 form of an IPv4 address gets further than the address itself", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.ipV4(), fc.constantFrom("169.254.169.254", "127.0.0.1", "10.0.0.1")),
      (address) => {
        const { kind } = classify(address);
        for (const form of [
          `::ffff:${address}`,
          `::ffff:${hexOf(address)}`,
          `64:ff9b::${hexOf(address)}`,
        ])
          expect(classify(form).kind, form).toBe(kind);
        expect(classify(`2002:${hexOf(address)}::1`).kind).toBe(kind);
      },
    ),
    { numRuns: 500 },
  );
});

test("the long-forgotten ::a.b.c.d counts as its IPv4 address", () => {
  expect(classify("::169.254.169.254").kind).toBe("forbidden");
  expect(classify("::10.0.0.1").kind).toBe("private");
});

test("an address has one plain form", () => {
  expect(plainAddress("::FFFF:10.0.0.1")).toBe("10.0.0.1");
  expect(plainAddress("fd00:0:0:0:0:0:0:1")).toBe("fd00::1");
});

test("networks hold what lies in them, and odd forms are no networks", () => {
  expect(isInNetwork("10.1.2.3", "10.1.0.0/16")).toBe(true);
  expect(isInNetwork("10.2.2.3", "10.1.0.0/16")).toBe(false);
  expect(isInNetwork("::ffff:10.1.2.3", "10.1.0.0/16")).toBe(true);
  expect(isInNetwork("127.0.0.1", "127.0.0.1")).toBe(true);
  expect(isInNetwork("fd00::5", "fd00::/8")).toBe(true);
  for (const text of [
    "10.1",
    "0x7f.0.0.1",
    "2130706433",
    "0177.0.0.1",
    "10.0.0.0/33",
    "fd00::/129",
    "10.0.0.0/x",
    "host",
  ])
    expect(parseNetwork(text), text).toBeNull();
});
