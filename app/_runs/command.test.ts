import { expect, test } from "vitest";
import { backupCommand } from "./command.ts";

const database = {
  host: "10.2.0.20",
  port: 6362,
  moreAddresses: [],
  slug: "orders",
  timeoutSeconds: 40,
};

test("the command names host, port and a target", () => {
  expect(backupCommand(database)).toBe("neo4j-backup -host 10.2.0.20 -port 6362 -to ./orders");
});

test("a full goes to a directory of its own, and a longer time-out is said", () => {
  expect(backupCommand({ ...database, timeoutSeconds: 90 }, { asked: "full" })).toBe(
    "neo4j-backup -host 10.2.0.20 -port 6362 -to ./orders-full -timeout 90s",
  );
});

test("what a shell would split is quoted", () => {
  expect(backupCommand({ ...database, host: "it's; rm" })).toContain(`-host 'it'\\''s; rm'`);
});

test("the members of a cluster are named in their order, which the command line tries them in", () => {
  const moreAddresses = [
    { host: "10.2.0.21", port: 6362 },
    { host: "::1", port: 6372 },
  ];
  expect(backupCommand({ ...database, moreAddresses })).toBe(
    "neo4j-backup -from 'ha://10.2.0.20:6362,10.2.0.21:6362,[::1]:6372' -to ./orders",
  );
});
