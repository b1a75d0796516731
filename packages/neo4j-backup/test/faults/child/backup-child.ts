/** Runs one backup in its own process, counts its file-system steps, and may kill itself at one of them. */
import fs from "node:fs";
import fsp from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import type { OnlineBackup as Backup, BackupError } from "../../../src/index.ts";
import type { ChildAnswer, Plan } from "./plan.ts";

const plan = JSON.parse(process.argv[2] ?? "") as Plan;
const steps: string[] = [];
const phases: string[] = [];
const die = () => process.kill(process.pid, "SIGKILL");

type Callable = (...args: unknown[]) => unknown;

/** @param half writes half of it, where that means something */
function step(name: string, half?: () => void): void {
  steps.push(name);
  const at = plan.killAt;
  if (!at || !("step" in at) || at.step !== steps.length) return;
  if (at.half) half?.();
  die();
}

const PATH_STEPS = [
  "mkdir",
  "rename",
  "rm",
  "rmdir",
  "unlink",
  "link",
  "copyFile",
  "truncate",
  "utimes",
];
const DESCRIPTOR_STEPS = ["write", "writev", "ftruncate", "fsync", "fdatasync"];

function wrap(
  owner: Record<string, Callable>,
  name: string,
  describe: (args: unknown[]) => string | undefined,
) {
  const real = owner[name];
  if (!real) return;
  owner[name] = function (this: unknown, ...args: unknown[]) {
    const said = describe(args);
    if (said !== undefined) step(said);
    return real.apply(this, args);
  };
}

const isForWriting = (flags: unknown): boolean =>
  typeof flags === "string" ? flags !== "r" : typeof flags === "number" && (flags & 3) !== 0;
const opening = ([path, flags]: unknown[]): string | undefined =>
  isForWriting(flags) ? `open ${path}` : undefined;

const promises = fsp as unknown as Record<string, Callable>;
const plain = fs as unknown as Record<string, Callable>;
wrap(promises, "open", opening);
wrap(plain, "open", opening);
wrap(plain, "openSync", opening);
for (const name of PATH_STEPS) {
  const describe = (args: unknown[]) => `${name} ${args[0]}`;
  wrap(promises, name, describe);
  wrap(plain, `${name}Sync`, describe);
}
for (const name of DESCRIPTOR_STEPS) {
  wrap(plain, name, () => name);
  wrap(plain, `${name}Sync`, () => name);
}

/** The methods of file handles, where writes and syncs go through. */
async function wrapHandles(): Promise<void> {
  const handle = await fsp.open(process.execPath, "r");
  const prototype = Object.getPrototypeOf(handle) as Record<string, Callable>;
  await handle.close();
  for (const name of ["sync", "datasync", "truncate"]) wrap(prototype, name, () => name);
  for (const name of ["write", "writeFile", "writev", "appendFile"]) {
    const real = prototype[name] as Callable;
    prototype[name] = function (this: { fd: number }, ...args: unknown[]) {
      step(name, () => {
        const [bytes, from, count, at] = args as [unknown, number?, number?, number?];
        const data = typeof bytes === "string" ? Buffer.from(bytes) : (bytes as Buffer);
        const whole = count ?? data.length;
        fs.writeSync(this.fd, data, from ?? 0, Math.floor(whole / 2), at ?? null);
      });
      return real.apply(this, args);
    };
  }
}

await wrapHandles();
const writeSync = fs.writeSync;
syncBuiltinESMExports();
const { OnlineBackup } = await import("../../../src/index.ts");
const startedAt = performance.now();
const acknowledged: number[] = [];

const backedUp = (backup: Backup, operation: Exclude<Plan["operation"], "follow">) =>
  backup[operation](plan.directory, {
    ...plan.options,
    onProgress: (progress) => {
      const at = plan.killAt;
      if (progress.phase !== phases.at(-1)) {
        phases.push(progress.phase);
        if (at && "phase" in at && at.phase === progress.phase) die();
      }
      if (at && "bytes" in at && progress.bytes >= at.bytes) die();
    },
  });

/** Tells each acknowledgement at once, past whatever would be lost with the process. */
function followed(backup: Backup) {
  const controller = new AbortController();
  const { untilTx = 0, ...pace } = plan.follow ?? {};
  return backup.follow(plan.directory, {
    ...pace,
    signal: controller.signal,
    onPull: ({ lastTx }) => {
      acknowledged.push(lastTx);
      writeSync(2, `acknowledged ${lastTx}\n`);
      if (lastTx >= untilTx) controller.abort();
    },
  });
}

const answer: Pick<ChildAnswer, "outcome" | "error"> = {};
try {
  const backup = OnlineBackup.from(plan.host, plan.port);
  if (plan.timeoutMillis) backup.withTimeout(plan.timeoutMillis);
  const outcome = plan.operation === "follow" ? followed(backup) : backedUp(backup, plan.operation);
  answer.outcome = (await outcome) as unknown as Record<string, unknown>;
} catch (error) {
  const { code, message, safe, stack } = error as BackupError;
  answer.error = {
    code: code ?? "none",
    message: code ? message : (stack ?? message),
    ...(safe === undefined ? {} : { safe }),
  };
}
const told: ChildAnswer = {
  ...answer,
  steps,
  phases,
  acknowledged,
  maxRssBytes: process.resourceUsage().maxRSS * 1024,
  elapsedMillis: performance.now() - startedAt,
};
const text = Buffer.from(JSON.stringify(told));
for (let at = 0; at < text.length; ) at += writeSync(1, text, at);
process.exit(0);
