import { describe, expect, it } from "vitest";
import { golden, payloadOf } from "../../test/golden/goldens.ts";
import { BackupError } from "../catalogue/errors.ts";
import { frameHead } from "../wire/frame.ts";
import { PeerFailure } from "../wire/message.ts";
import { failureOf, OtherDialect } from "./failures.ts";

function failure(name: string, expected = 1): BackupError | OtherDialect {
  const { s2c } = golden(name);
  const { applicationVersion, internalVersion } = frameHead.read(s2c);
  return failureOf(new PeerFailure(payloadOf(s2c), applicationVersion, internalVersion), expected);
}

describe("what a server's failure means", () => {
  it("pruned logs are missing transactions, with the server's words", () => {
    expect(failure("failure-pruned")).toMatchObject({
      code: "transactions-missing",
      retry: "full-instead",
      server: { className: expect.stringContaining("NoSuchTransactionException") },
    });
  });

  it.each([
    ["failure-unknown-request", "other-neo4j-port"],
    ["failure-internal-version", "unsupported-version"],
  ])("%s is %s", (name, code) => expect(failure(name)).toMatchObject({ code }));

  it("another known dialect is offered, an unknown one refused", () => {
    expect(failure("failure-application-version", 2)).toBeInstanceOf(OtherDialect);
    const blob = payloadOf(golden("failure-application-version").s2c);
    expect(failureOf(new PeerFailure(blob, 7, 2), 1)).toMatchObject({ code: "other-neo4j-port" });
  });

  it("frames of another version that hold no failure break the protocol", () => {
    const found = failureOf(new PeerFailure(Buffer.from("hello"), 4, 2), 1);
    expect(found).toBeInstanceOf(BackupError);
    expect(found).toMatchObject({
      code: "bad-frame",
      detail: expect.stringContaining("version 4"),
    });
  });
});
