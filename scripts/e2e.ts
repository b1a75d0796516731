import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { freePort } from "./free-port.ts";
import { failureLine, type Outcome, one } from "./outcome.ts";
import { runNode } from "./run-node.ts";
import type { SuiteRun } from "./suites.ts";

interface PlaywrightSuite {
  title: string;
  specs?: {
    title: string;
    tests: { status: string; results: { error?: { message?: string } }[] }[];
  }[];
  suites?: PlaywrightSuite[];
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  suites: PlaywrightSuite[];
  errors: { message?: string }[];
}

function outcomeOf({ stats, suites, errors }: PlaywrightReport): Outcome {
  const failures = errors.map(({ message }) => failureLine("outside of any test", message));
  const secondTries: string[] = [];
  const walk = (suite: PlaywrightSuite, above: string): void => {
    const name = above === "" ? suite.title : `${above} > ${suite.title}`;
    for (const spec of suite.specs ?? [])
      for (const { status, results } of spec.tests) {
        const title = `${name} > ${spec.title}`;
        if (status === "flaky") secondTries.push(title);
        if (status === "unexpected")
          failures.push(failureLine(title, results.find(({ error }) => error)?.error?.message));
      }
    for (const inner of suite.suites ?? []) walk(inner, name);
  };
  for (const suite of suites) walk(suite, "");
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    failures,
    secondTries,
  };
}

/**
 * Builds the console if that is due and runs Playwright's specs against it. Playwright's configuration finds
 * E2E_PORT, E2E_DATA (a data directory of this run's own) and CHROMIUM_PATH in its environment.
 */
export async function runEndToEnd(
  { extra, scratch }: SuiteRun,
  chromium: string,
): Promise<Outcome> {
  if (!(await runNode(["scripts/bootstrap.mjs", "build"])))
    return one("failed", "the console could not be built");
  const report = path.join(scratch, "e2e.json");
  const data = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-e2e-"));
  fs.chmodSync(data, 0o755);
  try {
    const isFine = await runNode(
      ["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json", ...extra],
      {
        CHROMIUM_PATH: chromium,
        E2E_DATA: data,
        E2E_PORT: String(await freePort(7420)),
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      },
    );
    if (!fs.existsSync(report)) return one("failed", "Playwright ended without a report");
    const outcome = outcomeOf(JSON.parse(fs.readFileSync(report, "utf8")) as PlaywrightReport);
    if (isFine || outcome.failed > 0) return outcome;
    return { ...outcome, failed: 1, failures: ["Playwright failed: see above"] };
  } finally {
    fs.rmSync(data, { recursive: true, force: true });
  }
}
