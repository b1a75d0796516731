/** Runs every attack in one process, and prints what came of each, and of the process, as one line of JSON. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BackupError, OnlineBackup } from "../../src/index.ts";
import { scratchDirectory } from "../golden/scratch.ts";
import { ATTACKS } from "./attacks.ts";
import { stateOf } from "./directory-state.ts";

export interface AttackResult {
  name: string;
  kind: string;
  expected: string;
  /** The code of the error, or what happened instead. */
  found: string;
  detail: string;
  elapsedMillis: number;
  /** What lies where nothing may lie. */
  leftBehind: string[];
  rssMegabytes: number;
}
export interface AttackReport {
  results: AttackResult[];
  maxRssMegabytes: number;
}

const SILENCE_MILLIS = 500;
const scratch = scratchDirectory("attacks");
const box = join(scratch.path, "a/b/box");
const targets = { full: join(box, "full"), incremental: join(box, "incremental") };
const server = fork(fileURLToPath(new URL("attack-server.ts", import.meta.url)), {
  execArgv: ["--import", "tsx"],
});
const [{ port }] = (await once(server, "message")) as [{ port: number }];
/** Has the server play attack `n` from now on; -1: golden answers. */
async function play(n: number): Promise<void> {
  const ready = once(server, "message");
  server.send(n);
  await ready;
}
const backup = OnlineBackup.from("127.0.0.1", port).withTimeout(SILENCE_MILLIS);
const results: AttackResult[] = [];

try {
  mkdirSync(box, { recursive: true });
  writeFileSync(join(box, "evil"), "was here before");
  await play(-1);
  await backup.full(targets.incremental);
  const template = join(scratch.path, "template");
  cpSync(targets.incremental, template, { recursive: true });
  const before = stateOf(scratch.path);
  for (const [n, attack] of ATTACKS.entries()) {
    await play(n);
    const startedAt = performance.now();
    const error = await backup[attack.kind](targets[attack.kind]).then(
      (outcome) => new Error(`a success with transaction ${outcome.lastTx}`),
      (e) => e,
    );
    const isOurs = error instanceof BackupError;
    const after = new Set(stateOf(scratch.path));
    results.push({
      name: attack.name,
      kind: attack.kind,
      expected: attack.code,
      found: isOurs ? error.code : `${error.stack}`,
      detail: isOurs ? `${error.message} | ${error.safe}` : "",
      elapsedMillis: Math.round(performance.now() - startedAt),
      leftBehind: [
        ...[...after].filter((line) => !before.includes(line)).map((line) => `new: ${line}`),
        ...before.filter((line) => !after.has(line)).map((line) => `gone: ${line}`),
      ],
      rssMegabytes: Math.round(process.memoryUsage.rss() / (1 << 20)),
    });
    if (!existsSync(targets.full)) continue;
    throw new Error(`${attack.name} left ${targets.full}`);
  }
  const maxRssMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ results, maxRssMegabytes } satisfies AttackReport));
} finally {
  server.disconnect();
  scratch.remove();
}
