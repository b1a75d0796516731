import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { quoted, restoreCommand } from "./command.ts";
import { directoryName, downloadInput } from "./schema.ts";

test("the command names set, directory and transaction", () => {
  const set = { directory: "/srv/backups/orders/20261124T054500Z" };
  const plan = { reached: { tx: 226 } };
  expect(restoreCommand(set, plan, "/srv/my restores/orders-226")).toBe(
    "neo4j-backup restore /srv/backups/orders/20261124T054500Z '/srv/my restores/orders-226' -to-transaction 226",
  );
});

test("a shell reads back any word that was quoted", () => {
  const words = fc.array(
    fc.string().filter((word) => !word.includes("\0")),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(words, (list) => {
      const script = `printf '%s\\0' ${["x", ...list].map(quoted).join(" ")}`;
      const said = execFileSync("sh", ["-c", script], { encoding: "utf8" });
      expect(said.split("\0").slice(1, -1)).toEqual(list);
    }),
    { numRuns: 30 },
  );
});

test("a directory's name is a name: whatever else there is in it is refused", () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      if (directoryName.safeParse(name).success) expect(name).toMatch(/^[\w-]+$/);
    }),
  );
  for (const name of ["orders-226", "A_1", "0"]) expect(directoryName.parse(name)).toBe(name);
  for (const name of [
    "..",
    ".",
    "a/b",
    "a\\b",
    "-rf",
    "_x",
    "graph.db",
    "a ",
    "é",
    "x".repeat(101),
  ])
    expect(directoryName.safeParse(name).success).toBe(false);
});

test("an address of a download names one point at most", () => {
  const setId = "20261124T054500Z";
  expect(downloadInput.parse({ setId }).to).toEqual({ latest: true });
  expect(downloadInput.parse({ setId, transaction: "226" }).to).toEqual({ transaction: 226 });
  expect(downloadInput.parse({ setId, time: "2026-11-24T06:45:00+01:00" }).to).toEqual({
    time: new Date("2026-11-24T05:45:00Z"),
  });
  for (const wrong of [
    { transaction: "1e3" },
    { time: "yesterday" },
    { time: "2026-11-24T06:45:00" },
    { transaction: "1", time: "2026-11-24T06:45:00Z" },
  ])
    expect(downloadInput.safeParse({ setId, ...wrong }).success).toBe(false);
});
