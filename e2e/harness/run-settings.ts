import fs from "node:fs";
import os from "node:os";
import path from "node:path";

export interface RunSettings {
  port: number;
  baseURL: string;
  /** Data directory of the console that all tests share; removed by whoever chose it. */
  dataDirectory: string;
  chromium: string | undefined;
}

const DEFAULT_PORT = 7500;

/** What `npm test -- e2e` says in the environment; with defaults, so that Playwright can be called by itself. */
export function runSettings(): RunSettings {
  // workers load the configuration again and must find the directory that the first process made
  process.env.E2E_DATA ??= readableByAll(fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-e2e-")));
  const port = Number(process.env.E2E_PORT ?? DEFAULT_PORT);
  return {
    port,
    baseURL: `http://127.0.0.1:${port}`,
    dataDirectory: process.env.E2E_DATA,
    chromium: process.env.CHROMIUM_PATH ?? usual("/usr/bin/chromium"),
  };
}

/** PostgreSQL runs as a user of its own when the tests run as root. */
export function readableByAll(directory: string): string {
  fs.chmodSync(directory, 0o755);
  return directory;
}

const usual = (program: string): string | undefined =>
  fs.existsSync(program) ? program : undefined;
