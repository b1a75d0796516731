import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressOf } from "./address.ts";
import { deviceOf } from "./device.ts";
import { ACCOUNT_RULE, ADDRESS_RULE, waitAfter, waitInWords } from "./lock-out.ts";
import { localPath } from "./schema.ts";
import { refusalOf, roleOfGroups } from "./single-sign-on-rules.ts";

test("the first attempts are free, then the wait doubles up to its longest and stays there", () => {
  const waits = Array.from({ length: 12 }, (_, at) => waitAfter(at + 1, ACCOUNT_RULE));
  expect(waits).toEqual([0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (count) => {
      for (const rule of [ACCOUNT_RULE, ADDRESS_RULE]) {
        const wait = waitAfter(count, rule);
        expect(wait).toBeGreaterThanOrEqual(waitAfter(count - 1, rule));
        expect(wait).toBeLessThanOrEqual(rule.longestSeconds);
      }
    }),
  );
  expect([1, 999, 1_500, 59_000, 60_000, 61_000, 900_000].map(waitInWords)).toEqual([
    "1 second",
    "1 second",
    "2 seconds",
    "59 seconds",
    "1 minute",
    "2 minutes",
    "15 minutes",
  ]);
});

describe("where sign-in leads", () => {
  test.each([
    ["/databases/orders?tab=2#x", "/databases/orders?tab=2#x"],
    ["/", "/"],
    ["/runs?q=%2F%2Fevil", "/runs?q=%2F%2Fevil"],
  ])("%s is a page of the console", (next, path) => {
    expect(localPath(next)).toBe(path);
  });

  test.each([
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/..//evil.example",
    "/.//evil.example",
    "evil.example",
    "",
    `/${"x".repeat(3_000)}`,
  ])("%j is not", (next) => {
    expect(localPath(next)).toBe("/");
  });

  test("whatever is asked for, a browser stays here", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.string().map((text) => `/${text}`),
          fc
            .array(
              fc.constantFrom("/", "\\", ".", "..", "\t", "\n", "@", ":", "evil.example", "%2f"),
            )
            .map((parts) => parts.join("")),
        ),
        (next) => {
          const here = "https://backup.example.com";
          expect(new URL(localPath(next), `${here}/sign-in`).origin).toBe(here);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("who comes in by the identity provider", () => {
  const rules = { newcomers: true, domains: ["example.com"] };
  const ada = { email: "Ada@Example.com", isVerified: true, isKnown: false };
  test.each([
    [rules, ada, null],
    [rules, { ...ada, isVerified: false }, "email_not_verified"],
    [rules, { ...ada, isKnown: true, isVerified: false }, "email_not_verified"],
    [rules, { ...ada, email: "ada@evil.example" }, "domain_not_allowed"],
    [rules, { ...ada, email: "ada@example.com@evil.example" }, "domain_not_allowed"],
    [rules, { ...ada, email: "ada@sub.example.com" }, "domain_not_allowed"],
    [{ ...rules, domains: [] }, { ...ada, email: "ada@elsewhere.example" }, null],
    [{ ...rules, newcomers: false }, ada, "not_invited"],
    [{ ...rules, newcomers: false }, { ...ada, isKnown: true }, null],
  ])("%j %j: %s", (one, identity, refusal) => {
    expect(refusalOf(one, identity)).toBe(refusal);
  });

  test("the highest of one's groups counts, and none changes nothing", () => {
    const groups = {
      groupClaim: "groups",
      groupRoles: [
        { group: "dba", role: "operator" as const },
        { group: "admins", role: "administrator" as const },
      ],
    };
    expect(roleOfGroups(groups, { groups: ["dba", "admins"] })).toBe("administrator");
    expect(roleOfGroups(groups, { groups: "dba" })).toBe("operator");
    expect(roleOfGroups(groups, { groups: ["others"] })).toBeNull();
    expect(roleOfGroups(groups, {})).toBeNull();
    expect(roleOfGroups({ ...groups, groupClaim: null }, { groups: ["admins"] })).toBeNull();
  });
});

test("a browser is named by what it says of itself", () => {
  const said =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
  expect(deviceOf(said)).toBe("Chrome on Linux");
  expect(deviceOf("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe(
    "Firefox on Windows",
  );
  expect(deviceOf(null)).toBe("An unknown program");
  expect(addressOf(new Headers({ "x-forwarded-for": "192.0.2.1" }))).toBe("192.0.2.1");
  expect(addressOf(new Headers())).toBeNull();
});
