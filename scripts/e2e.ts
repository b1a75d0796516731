import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { freePort } from "./free-port.ts";
import { runNode } from "./run-node.ts";
import type { Count, SuiteRun } from "./suites.ts";

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
}

/**
 * Builds the console if that is due and runs Playwright's specs against it. Playwright's configuration finds
 * E2E_PORT, E2E_DATA (a data directory of this run's own) and CHROMIUM_PATH in its environment.
 */
export async function runEndToEnd({ extra, scratch }: SuiteRun, chromium: string): Promise<Count> {
  if (!(await runNode(["scripts/bootstrap.mjs", "build"])))
    return { passed: 0, failed: 1, skipped: 0 };
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
    if (!fs.existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
    const { stats } = JSON.parse(fs.readFileSync(report, "utf8")) as PlaywrightReport;
    return {
      passed: stats.expected + stats.flaky,
      failed: isFine ? stats.unexpected : Math.max(stats.unexpected, 1),
      skipped: stats.skipped,
    };
  } finally {
    fs.rmSync(data, { recursive: true, force: true });
  }
}
