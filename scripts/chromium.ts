// find a Chromium for the e2e tests; on Debian as root install it; else say what to do
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

function find(): string | undefined {
  const names = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chromium-headless-shell",
  ];
  const dirs = (process.env.PATH ?? "").split(path.delimiter);
  const fixed = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/snap/bin/chromium",
  ];
  for (const f of [...names.flatMap((n) => dirs.map((d) => path.join(d, n))), ...fixed])
    if (fs.existsSync(f)) return f;
}
async function playwrightOwn(): Promise<string | undefined> {
  const { chromium } = await import("@playwright/test");
  const p = chromium.executablePath();
  return p && fs.existsSync(p) ? p : undefined;
}
export async function chromiumPath(install = true): Promise<string> {
  const set = process.env.CHROMIUM_PATH;
  if (set) {
    if (!fs.existsSync(set)) throw new Error(`CHROMIUM_PATH=${set} does not exist`);
    return set;
  }
  const found = find() ?? (await playwrightOwn());
  if (found) return found;
  if (install) {
    const sudo =
      process.getuid?.() === 0
        ? []
        : spawnSync("sudo", ["-n", "true"]).status === 0
          ? ["sudo", "-n"]
          : undefined;
    if (sudo && spawnSync("apt-get", ["--version"]).status === 0) {
      console.log("No Chromium found: installing Debian's package (apt-get install chromium)…");
      const run = (...a: string[]) => {
        const c = [...sudo, ...a];
        return (
          spawnSync(c[0] as string, c.slice(1), {
            stdio: ["ignore", "ignore", "inherit"],
            env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
          }).status === 0
        );
      };
      if (
        run("apt-get", "update") &&
        run("apt-get", "install", "-y", "--no-install-recommends", "chromium")
      ) {
        const f = find();
        if (f) return f;
      }
    }
    if (
      spawnSync(
        process.execPath,
        ["node_modules/@playwright/test/cli.js", "install", "chromium-headless-shell"],
        {
          stdio: "ignore",
          timeout: 300_000,
        },
      ).status === 0
    ) {
      const f = await playwrightOwn();
      if (f) return f;
    }
  }
  throw new Error(
    'The end-to-end tests need Chromium and none was found. Install one ("apt-get install chromium" as root, or "npx playwright install chromium"), or set CHROMIUM_PATH.',
  );
}
