/**
 * Restore of a backup, proved while it is copied, beside `cp` with a sync of every file and directory, in
 * turn.
 *
 *     node bench/restore.mjs BACKUP [--runs 5] [--dir DIR] [--cold]
 *
 * `--cold`: the backup is dropped from the page cache before each run.
 */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measure, median } from "./measure.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "5" },
    dir: { type: "string", default: tmpdir() },
    cold: { type: "boolean", default: false },
  },
});
const [backup] = positionals;
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = join(values.dir, `holdfast-bench-restore-${process.pid}`);
const ours = join(root, "packages/neo4j-backup/bin/neo4j-backup.mjs");
const shell = (text) => ["sh", "-c", text, "sh", backup, target];
const commands = {
  restore: ["node", ours, "restore", backup, target],
  // `sync` with names syncs each of them (fsync); `sync -f` the file system that holds one.
  "cp, each synced": shell('cp -r "$1" "$2" && find "$2" -exec sync {} +'),
  "cp, sync -f": shell('cp -r "$1" "$2" && sync -f "$2"'),
  sha256sum: shell('find "$1" -type f -exec sha256sum {} +'),
  // What it would take by hand, one after the other.
  "cp, each synced, sha256sum": shell(
    'cp -r "$1" "$2" && find "$2" -exec sync {} + && find "$2" -type f -exec sha256sum {} +',
  ),
};

/** Reads nothing, and tells the kernel that the file's pages are not needed. */
const forget = () =>
  execFileSync("find", [
    backup,
    "-type",
    "f",
    "-exec",
    "dd",
    "if={}",
    "iflag=nocache",
    "count=0",
    "status=none",
    ";",
  ]);

const found = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
for (let i = 0; i <= Number(values.runs); i++)
  for (const [name, command] of Object.entries(commands)) {
    rmSync(target, { recursive: true, force: true });
    if (values.cold) forget();
    const figures = await measure(command);
    if (figures.code !== 0) throw new Error(`${name}: ${figures.output}`);
    if (i > 0) found[name].push(figures);
  }
rmSync(target, { recursive: true, force: true });
const wallOf = (name) => median(found[name].map((f) => f.wall));
for (const [name, list] of Object.entries(found)) {
  const wall = list.map((f) => f.wall);
  const spread = `${Math.min(...wall).toFixed(2)}-${Math.max(...wall).toFixed(2)}`;
  const cpu = median(list.map((f) => f.cpu)).toFixed(2);
  const rss = Math.max(...list.map((f) => f.rss)).toFixed(0);
  const ratio = (wallOf("restore") / wallOf(name)).toFixed(2);
  console.log(`| ${name} | ${wallOf(name).toFixed(2)} (${spread}) | ${cpu} | ${rss} | ${ratio} |`);
}
