// The suites of `npm test`, in the order they run.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { chromiumPath } from "./chromium.ts";
import { runEndToEnd } from "./e2e.ts";
import { runNode } from "./run-node.ts";

export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

export interface SuiteRun {
  /** Arguments after the suite's name, passed on to its runner. */
  extra: string[];
  /** A directory for reports, removed afterwards. */
  scratch: string;
}

export interface Suite {
  name: string;
  title: string;
  run: (run: SuiteRun) => Promise<Count>;
}

const ONE_PASSED: Count = { passed: 1, failed: 0, skipped: 0 };
const ONE_FAILED: Count = { passed: 0, failed: 1, skipped: 0 };

/** A suite that is one test: commands that must all succeed. */
const check = (name: string, title: string, commands: string[][]): Suite => ({
  name,
  title,
  run: async () => {
    for (const command of commands) if (!(await runNode(command))) return ONE_FAILED;
    return ONE_PASSED;
  },
});

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
}

async function runVitest(project: string, { extra, scratch }: SuiteRun): Promise<Count> {
  const report = path.join(scratch, `${project}.json`);
  const isFine = await runNode([
    "node_modules/vitest/vitest.mjs",
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...extra,
  ]);
  if (!fs.existsSync(report)) return ONE_FAILED;
  const counts = JSON.parse(fs.readFileSync(report, "utf8")) as VitestReport;
  const failed = counts.numFailedTests;
  return {
    passed: counts.numPassedTests,
    failed: isFine ? failed : Math.max(failed, 1), // a file that cannot even be loaded counts too
    skipped: counts.numPendingTests + counts.numTodoTests,
  };
}

const vitest = (name: string, title: string): Suite => ({
  name,
  title,
  run: (run) => runVitest(name, run),
});

const isThere = (program: string): boolean =>
  spawnSync(program, ["-version"], { stdio: "ignore" }).error === undefined;

/** Real Neo4j servers are started by tests that need Java and Maven; without them the suite is skipped, and says so. */
async function runLive(run: SuiteRun): Promise<Count> {
  const missing = [
    { program: "java", name: "Java" },
    { program: "mvn", name: "Maven" },
  ].filter(({ program }) => !isThere(program));
  if (missing.length === 0) return await runVitest("live", run);
  const names = missing.map(({ name }) => name).join(" and ");
  console.log(`skipped: ${names} not found on PATH; they are needed to start a real Neo4j`);
  return { passed: 0, failed: 0, skipped: 1 };
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
