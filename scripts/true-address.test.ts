import { expect, test } from "vitest";
import { setTrueAddress, trustedProxies } from "./true-address.mjs";

const seen = (headers: Record<string, string>, from: string, trusted = "") => {
  setTrueAddress(headers, from, trustedProxies(trusted));
  return headers;
};

test("whoever connects cannot say of themselves where they come from", () => {
  const headers = seen(
    {
      "x-forwarded-for": "10.0.0.1",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "evil.example",
      forwarded: "for=10.0.0.1",
    },
    "203.0.113.9",
  );
  expect(headers).toEqual({ "x-forwarded-for": "203.0.113.9" });
});

test("a trusted proxy says who connected to it, and no further than the trust goes", () => {
  const chain = {
    "x-forwarded-for": "1.1.1.1, 203.0.113.9, 10.0.0.2",
    "x-forwarded-proto": "https",
  };
  expect(seen({ ...chain }, "10.0.0.1", "10.0.0.0/8")).toEqual({
    "x-forwarded-for": "203.0.113.9",
    "x-forwarded-proto": "https",
  });
  expect(seen({ ...chain }, "10.0.0.1", "10.0.0.1")["x-forwarded-for"]).toBe("10.0.0.2");
  expect(seen({ "x-forwarded-for": "nonsense" }, "10.0.0.1", "10.0.0.1")["x-forwarded-for"]).toBe(
    "10.0.0.1",
  );
  expect(seen({}, "::ffff:192.0.2.7")["x-forwarded-for"]).toBe("192.0.2.7");
  expect(seen({ "x-forwarded-for": "2001:db8::9" }, "::1", "::1")["x-forwarded-for"]).toBe(
    "2001:db8::9",
  );
});

test("what is no address is not trusted silently", () => {
  expect(() => trustedProxies("proxy.internal")).toThrow(/neither an address nor a network/);
});
