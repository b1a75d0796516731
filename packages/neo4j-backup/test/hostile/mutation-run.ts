/**
 * Feeds seeded damage to the engine, one run after another, in a process of its own, and prints what came
 * of it as one line of JSON: `node --import tsx mutation-run.ts <seed> <runs>`.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { BackupError, OnlineBackup, verify } from "../../src/index.ts";
import { golden, payloadOf } from "../golden/goldens.ts";
import { scratchDirectory } from "../golden/scratch.ts";
import { stateOf } from "./directory-state.ts";
import { checkFull, checkIncremental } from "./expected-files.ts";
import { mutate, structureOf } from "./mutations.ts";
import { Random } from "./random.ts";
import { ReplayServer } from "./replay-server.ts";

const SILENCE_MILLIS = 150;
const COLLECT_EVERY = 25;
/** A run's end, whatever comes: several silences, and a slow disk. */
const LONGEST_RUN_MILLIS = 10_000;

export interface MutationReport {
  seed: number;
  runs: number;
  successes: number;
  codes: Record<string, number>;
  /** What must not be, each with the number that makes it again. */
  faults: string[];
  slowestMillis: number;
  maxRssMegabytes: number;
  openFiles: [before: number, after: number];
}

const [seed = 1, runs = 100] = process.argv.slice(2).map(Number);
const scratch = scratchDirectory("hostile");
const root = scratch.path;
const box = join(root, "box");
/** Missing before each full; holds the template before each incremental. */
const targets = { full: join(box, "full"), incremental: join(box, "incremental") };
const template = join(root, "template");
mkdirSync(box);
const neighbour = join(box, "neighbour");
writeFileSync(neighbour, "not ours");

const probe = golden("probe").s2c;
const messages = {
  idle: payloadOf(golden("full-idle").s2c),
  underLoad: payloadOf(golden("full-under-load").s2c),
  incremental: payloadOf(golden("incremental-every-command").s2c),
};
const structures = {
  idle: structureOf(messages.idle, "full"),
  underLoad: structureOf(messages.underLoad, "full"),
  incremental: structureOf(messages.incremental, "incremental"),
};
const report: MutationReport = {
  seed,
  runs,
  successes: 0,
  codes: {},
  faults: [],
  slowestMillis: 0,
  maxRssMegabytes: 0,
  openFiles: [0, 0],
};

// A file handle that nobody closed is closed by the garbage collector, which warns.
process.on("warning", (warning) => void report.faults.push(`warning: ${warning.message}`));

const openFiles = (): number => {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
};

let answer: Buffer = Buffer.alloc(0);
const server = await ReplayServer.listen((request) => (request.isProbe ? probe : answer));
const backup = OnlineBackup.from("127.0.0.1", server.port).withTimeout(
  SILENCE_MILLIS,
  2 * SILENCE_MILLIS,
);

async function one(n: number): Promise<void> {
  const random = new Random(seed * 1_000_003 + n);
  const scenario = random.pick(["idle", "underLoad", "incremental", "incremental"] as const);
  const mutation = mutate(messages[scenario], structures[scenario], random);
  answer = mutation.stream;
  // Most servers hang up; the others leave us waiting, and the time-out must end it.
  server.closesAfterAnswer = random.below(10) !== 0;
  const kind = scenario === "incremental" ? "incremental" : "full";
  const target = targets[kind];
  const before = kind === "incremental" ? stateOf(target) : undefined;
  const fault = (what: string): void =>
    void report.faults.push(`${n} (${scenario}; ${mutation.what}): ${what}`);
  const startedAt = performance.now();
  let succeeded = false;
  try {
    const outcome = await backup[kind](target);
    succeeded = true;
    report.successes++;
    const verdict = await verify(target);
    if (!verdict.ok) fault(`success, but ${verdict.findings[0]?.message}`);
    const problem = mutation.message && CHECKS[kind](target, mutation.message, outcome.lastTx);
    if (problem) fault(`success, but ${problem}`);
  } catch (error) {
    if (!(error instanceof BackupError)) fault(`no BackupError: ${(error as Error).stack}`);
    else {
      report.codes[error.code] = (report.codes[error.code] ?? 0) + 1;
      if (!error.detail) fault(`${error.code} without a detail`);
      if (!error.safe) fault(`${error.code} does not say what is still safe`);
    }
  }
  const elapsedMillis = performance.now() - startedAt;
  report.slowestMillis = Math.max(report.slowestMillis, Math.round(elapsedMillis));
  if (elapsedMillis > LONGEST_RUN_MILLIS) fault(`took ${Math.round(elapsedMillis)} ms`);
  if (!succeeded && before && stateOf(target).join("\n") !== before.join("\n"))
    fault("a failed incremental changed the directory");
  const outside = readdirSync(box).filter((name) => name !== kind);
  if (outside.sort().join() !== OUTSIDE[kind] || readFileSync(neighbour, "utf8") !== "not ours")
    fault(`beside the target: ${outside.join()}`);
  if (kind === "full") {
    if (!succeeded && existsSync(target)) fault("a failed full left its target");
    rmSync(target, { recursive: true, force: true });
  } else if (succeeded) {
    rmSync(target, { recursive: true, force: true });
    cpSync(template, target, { recursive: true });
  }
}

const CHECKS = { full: checkFull, incremental: checkIncremental };
const OUTSIDE = { full: "incremental,neighbour", incremental: "neighbour" };

try {
  answer = golden("full-idle").s2c;
  await backup.full(template);
  cpSync(template, targets.incremental, { recursive: true });
  report.openFiles[0] = openFiles();
  for (let n = 0; n < runs; n++) {
    await one(n);
    // Buffers of runs that are over are garbage, not memory that a run takes; what leaks stays.
    if (n % COLLECT_EVERY === 0) globalThis.gc?.();
  }
  report.openFiles[1] = openFiles();
  report.maxRssMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify(report));
} finally {
  await server.close();
  scratch.remove();
}
