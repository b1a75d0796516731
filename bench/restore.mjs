/**
 * Restore of a backup, proved while it is copied, beside `cp` and a sync, in turn.
 *
 *     node bench/restore.mjs BACKUP [--runs 5] [--dir DIR]
 */
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measure, median } from "./measure.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string", default: "5" }, dir: { type: "string", default: tmpdir() } },
});
const [backup] = positionals;
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = join(values.dir, `holdfast-bench-restore-${process.pid}`);
const commands = {
  restore: [
    "node",
    join(root, "packages/neo4j-backup/bin/neo4j-backup.mjs"),
    "restore",
    backup,
    target,
  ],
  copy: ["sh", "-c", `cp -r '${backup}' '${target}' && sync -f '${target}'`],
};
const found = { restore: [], copy: [] };
for (let i = 0; i <= Number(values.runs); i++)
  for (const [name, command] of Object.entries(commands)) {
    rmSync(target, { recursive: true, force: true });
    const figures = await measure(command);
    if (figures.code !== 0) throw new Error(`${name}: ${figures.output}`);
    if (i > 0) found[name].push(figures);
  }
rmSync(target, { recursive: true, force: true });
for (const [name, list] of Object.entries(found)) {
  const wall = list.map((f) => f.wall);
  const spread = `${Math.min(...wall).toFixed(2)}-${Math.max(...wall).toFixed(2)}`;
  const cpu = median(list.map((f) => f.cpu)).toFixed(2);
  const rss = Math.max(...list.map((f) => f.rss)).toFixed(0);
  console.log(`| ${name} | ${median(wall).toFixed(2)} (${spread}) | ${cpu} | ${rss} |`);
}
const ratio = median(found.restore.map((f) => f.wall)) / median(found.copy.map((f) => f.wall));
console.log(`restore / copy: ${ratio.toFixed(2)}`);
