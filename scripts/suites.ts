// The suites of `npm test`, in the order they run.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { chromiumPath } from "./chromium.ts";
import { runEndToEnd } from "./e2e.ts";
import { type Outcome, one } from "./outcome.ts";
import { runNode } from "./run-node.ts";

export interface SuiteRun {
  /** Arguments after the suite's name, passed on to its runner. */
  extra: string[];
  /** A directory for reports, removed afterwards. */
  scratch: string;
}

export interface Suite {
  name: string;
  title: string;
  run: (run: SuiteRun) => Promise<Outcome>;
}

/** A suite that is one test: commands that must all succeed. */
const check = (name: string, title: string, commands: string[][]): Suite => ({
  name,
  title,
  run: async () => {
    for (const command of commands)
      if (!(await runNode(command))) return one("failed", `${title}: see above`);
    return one("passed");
  },
});

async function runVitest(project: string, { extra, scratch }: SuiteRun): Promise<Outcome> {
  const file = path.join(scratch, `${project}.json`);
  const isFine = await runNode(
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--project",
      project,
      "--reporter=default",
      "--reporter=./scripts/vitest-outcome.ts",
      ...extra,
    ],
    { OUTCOME_FILE: file },
  );
  if (!fs.existsSync(file)) return one("failed", `${project}: it ended without a report`);
  const outcome = JSON.parse(fs.readFileSync(file, "utf8")) as Outcome;
  if (isFine || outcome.failed > 0) return outcome;
  return { ...outcome, failed: 1, failures: [`${project}: see above`] };
}

const vitest = (name: string, title: string): Suite => ({
  name,
  title,
  run: (run) => runVitest(name, run),
});

const isThere = (program: string): boolean =>
  spawnSync(program, ["-version"], { stdio: "ignore" }).error === undefined;

/** Real Neo4j servers are started by tests that need Java and Maven; without them the suite is skipped, and says so. */
async function runLive(run: SuiteRun): Promise<Outcome> {
  const missing = [
    { program: "java", name: "Java" },
    { program: "mvn", name: "Maven" },
  ].filter(({ program }) => !isThere(program));
  if (missing.length === 0) return await runVitest("live", run);
  const names = missing.map(({ name }) => name).join(" and ");
  console.log(`skipped: ${names} not found on PATH; they are needed to start a real Neo4j`);
  return one("skipped");
}

const colors = (): string[] => (process.stdout.isTTY ? [] : ["--colors=off"]);

export const SUITES: Suite[] = [
  check("lint", "format and lint", [
    ["node_modules/@biomejs/biome/bin/biome", "ci", ...colors(), "."],
  ]),
  check("types", "types", [
    ["node_modules/next/dist/bin/next", "typegen"],
    ["node_modules/typescript/bin/tsc", "--noEmit"],
  ]),
  check("rooms", "room rules", [["scripts/check-rooms.mjs"], ["scripts/print-rooms.mjs"]]),
  vitest("unit", "unit, property and golden tests"),
  vitest("hostile", "hostile servers: attacks, and 2,000 seeded mutations of golden answers"),
  vitest("db", "database tests on a real PostgreSQL"),
  { name: "live", title: "live tests on a real Neo4j", run: runLive },
  vitest("faults", "faults: crashes, full disks, damaged files"),
  {
    name: "e2e",
    title: "end to end in a real browser",
    run: async (run) => await runEndToEnd(run, await chromiumPath()),
  },
];
