import { expect, test } from "vitest";
import { BackupError, ERROR_CODES } from "./errors.ts";
import { addressText, firstRepeated, sameAddress } from "./server-address.ts";
import { isOfServer, mostTelling, TELLING } from "./several-servers.ts";

test("every failure that tells of a server has its place, and no other has one", () => {
  const ofServer = ERROR_CODES.filter((code) => isOfServer(new BackupError(code)));
  expect([...TELLING].sort()).toEqual(ofServer.sort());
});

test.each(["no-space", "locked", "damaged-backup", "cancelled", "usage", "io-failure"] as const)(
  "%s would be the same at every server",
  (code) => {
    expect(isOfServer(new BackupError(code))).toBe(false);
  },
);

test("what a server said counts more than that nobody was there; of equals the first", () => {
  const errors = (["connect-refused", "server-behind", "diverged", "diverged"] as const).map(
    (code) => new BackupError(code),
  );
  expect(mostTelling(errors)).toBe(2);
  expect(mostTelling(errors.slice(0, 2))).toBe(1);
  expect(mostTelling([new Error("refused by a policy"), new BackupError("connect-refused")])).toBe(
    1,
  );
  const away = (["unknown-host", "connect-timeout", "connect-refused"] as const).map(
    (code) => new BackupError(code),
  );
  expect(mostTelling(away)).toBe(2);
  expect(mostTelling([])).toBe(-1);
});

test("an address is the same with other capitals, brackets and a dot at the end, and another with another port", () => {
  const at = (host: string, port = 6362) => ({ host, port });
  expect(sameAddress(at("DB.example."), at("db.example"))).toBe(true);
  expect(sameAddress(at("[::1]"), at("::1"))).toBe(true);
  expect(sameAddress(at("db"), at("db", 6363))).toBe(false);
  expect(firstRepeated([at("a"), at("b"), at("A"), at("b")])).toBe(2);
  expect(firstRepeated([at("a"), at("b")])).toBe(-1);
  expect([at("::1"), at("[::1]"), at("db")].map(addressText)).toEqual([
    "[::1]:6362",
    "[::1]:6362",
    "db:6362",
  ]);
});
