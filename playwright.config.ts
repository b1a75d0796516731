import { defineConfig, devices } from "@playwright/test";
import { stateFile } from "./e2e/harness/administrator.ts";
import { runSettings } from "./e2e/harness/run-settings.ts";

const { baseURL, chromium, dataDirectory, port } = runSettings();

const LONG = /(live-neo4j|first-run|worker-killed|accessibility)\.spec\.ts$/;

export default defineConfig({
  testDir: "e2e/specs",
  globalSetup: "./e2e/harness/global-set-up.ts",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  // a browser, a console and real servers on a busy machine; what needs its second try is named at the end of `npm test`
  retries: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: "list",
  // the long ones first, so that neither worker is left with one at the end
  projects: [
    { name: "long", testMatch: LONG },
    { name: "console", testIgnore: LONG },
  ],
  use: {
    ...devices["Desktop Chrome"],
    baseURL,
    storageState: stateFile(dataDirectory),
    viewport: { width: 1280, height: 900 },
    timezoneId: "UTC",
    locale: "en-GB",
    colorScheme: "light",
    reducedMotion: "reduce",
    screenshot: "only-on-failure",
    actionTimeout: 15_000,
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      chromiumSandbox: false,
      args: [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
      ],
    },
  },
  webServer: {
    // the output goes to a file, so that a failing test can show the part that belongs to it
    command: 'exec node scripts/bootstrap.mjs start >> "$HOLDFAST_DATA/console.log" 2>&1',
    url: `${baseURL}/api/health`,
    reuseExistingServer: false,
    timeout: 300_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 20_000 },
    env: {
      PORT: String(port),
      HOLDFAST_DATA: runSettings().dataDirectory,
      HOLDFAST_PG_PORT: String(port + 1),
      HOLDFAST_DEMO_PORT: String(port + 20),
      // all tests come from one address
      HOLDFAST_SIGN_INS_PER_MINUTE: "600",
    },
  },
});
