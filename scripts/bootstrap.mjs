// `npm start` and `npm test` from a fresh clone, with Node and npm alone: installs, generates and builds what is
// due, then becomes the real script in this same process, so that signals reach it and no process stands between.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { buildHash, installHash } from "./hashes.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const [script = "start", ...rest] = process.argv.slice(2);
const OLDEST_NODE = [20, 19];

process.chdir(root);
process.env.NEXT_TELEMETRY_DISABLED ??= "1";
process.env.CHECKPOINT_DISABLE ??= "1";
refuseOldNode();

if (isStale("node_modules/.holdfast-install", installHash(root))) {
  console.log("Installing dependencies (npm ci) ...");
  await run(...npm("ci", "--include=dev", "--no-audit", "--no-fund"));
}
await run(process.execPath, "scripts/generate.mjs");
if (script === "start" || script === "build") await buildWhenDue();
if (script !== "build") {
  process.argv.splice(1, process.argv.length, path.join(root, `scripts/${script}.ts`), ...rest);
  const { register } = await import("tsx/esm/api");
  register();
  await import(`./${script}.ts`);
}

async function buildWhenDue() {
  const stamp = ".next/holdfast-build";
  const hash = buildHash(root);
  if (!isStale(stamp, hash)) return;
  console.log("Building the console (next build) ...");
  fs.rmSync(stamp, { force: true });
  await run(process.execPath, "node_modules/next/dist/bin/next", "build");
  fs.writeFileSync(stamp, hash);
}

function isStale(stamp, hash) {
  return !fs.existsSync(stamp) || fs.readFileSync(stamp, "utf8") !== hash;
}

function npm(...args) {
  const own = process.env.npm_execpath;
  return own?.endsWith(".js") ? [process.execPath, own, ...args] : ["npm", ...args];
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  console.error(
    `Holdfast needs Node ${OLDEST_NODE.join(".")} or newer; this is ${process.version}.`,
  );
  process.exit(1);
}

/** Runs a step to its end; a signal to this process ends the step and then this process. */
async function run(command, ...args) {
  const step = spawn(command, args, { stdio: "inherit" });
  let signalled;
  const pass = (signal) => {
    signalled = signal;
    step.kill(signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, pass);
  const code = await new Promise((resolve) => {
    step.once("error", (error) => {
      console.error(`cannot run ${command}: ${error.message}`);
      resolve(1);
    });
    step.once("exit", (exitCode) => resolve(exitCode ?? 1));
  });
  for (const signal of signals) process.off(signal, pass);
  if (signalled) process.exit(130);
  if (code !== 0) process.exit(code);
}
