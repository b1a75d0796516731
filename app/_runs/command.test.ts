import { expect, test } from "vitest";
import { backupCommand } from "./command.ts";

const database = { host: "10.2.0.20", port: 6362, slug: "orders", timeoutSeconds: 40 };

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
