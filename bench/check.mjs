/**
 * The consistency check beside the official checker, in turn on the same store.
 *
 *     node bench/check.mjs BACKUP [--runs 3] [--dir DIR]
 *
 * The official checker gets a copy that a real Neo4j has opened once, and so applied its transactions to;
 * this one gets the backup, and applies them itself. Needs Java and Maven (the harness in packages/neo4j-backup/test/neo4jlab).
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measure, median } from "./measure.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string", default: "3" }, dir: { type: "string", default: tmpdir() } },
});
const [backup] = positionals;
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const lab = join(root, "packages/neo4j-backup/test/neo4jlab/neo4jlab");
const ours = join(root, "packages/neo4j-backup/bin/neo4j-backup.mjs");
const work = mkdtempSync(join(values.dir, "holdfast-bench-check-"));
const store = join(work, "store");
try {
  cpSync(backup, store, { recursive: true });
  execFileSync(lab, ["prove", "2.3"], {
    input: `digest ${store}\nstop\n`,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const commands = {
    official: ["sh", "-c", `printf 'check %s\\nstop\\n' "$1" | "$0" prove 2.3`, lab, store],
    holdfast: ["node", ours, "check", backup],
  };
  const found = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let i = 0; i < Number(values.runs); i++)
    for (const [name, command] of Object.entries(commands)) {
      const figures = await measure(command);
      if (figures.code !== 0 || !/consistent/i.test(figures.output))
        throw new Error(`${name}: ${figures.code} ${figures.output.slice(-2000)}`);
      found[name].push(figures);
      console.error(
        `${name}: ${figures.wall} s, ${figures.cpu.toFixed(2)} CPU s, ${figures.rss.toFixed(0)} MB`,
      );
    }
  for (const [name, list] of Object.entries(found)) {
    const wall = list.map((f) => f.wall);
    const cpu = median(list.map((f) => f.cpu));
    const rss = Math.max(...list.map((f) => f.rss));
    console.log(
      `| ${name} | ${median(wall).toFixed(2)} (${Math.min(...wall).toFixed(2)}-${Math.max(...wall).toFixed(2)}) | ${cpu.toFixed(2)} | ${rss.toFixed(0)} |`,
    );
  }
  const ratio = (key) =>
    median(found.holdfast.map((f) => f[key])) / median(found.official.map((f) => f[key]));
  console.log(
    `holdfast / official: wall ${ratio("wall").toFixed(3)}, peak memory ${ratio("rss").toFixed(2)}`,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
