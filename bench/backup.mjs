/**
 * Full and incremental backups side by side, in turn on the same server: this tool, the official Java
 * tool, a client that receives and discards the same answer, and `cp` with a sync.
 *
 *     node bench/backup.mjs [--nodes 330000] [--small 100000] [--runs 5] [--dir DIR] [--server DIR]
 *
 * Needs Java and Maven (the harness in packages/neo4j-backup/test/neo4jlab). Prints a markdown table of
 * medians, with the smallest and largest run in brackets.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measure, median } from "./measure.mjs";

const { values } = parseArgs({
  options: {
    nodes: { type: "string", default: "330000" },
    small: { type: "string", default: "100000" },
    runs: { type: "string", default: "5" },
    port: { type: "string", default: "7830" },
    dir: { type: "string" },
    // The server's own data: each of its commits is a sync, which is not what is measured here.
    server: { type: "string" },
  },
});
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const lab = join(root, "packages/neo4j-backup/test/neo4jlab/neo4jlab");
const ours = join(root, "packages/neo4j-backup/bin/neo4j-backup.mjs");
const discard = join(root, "bench/discard.mjs");
const work = values.dir ?? mkdtempSync(join(tmpdir(), "holdfast-bench-"));
mkdirSync(work, { recursive: true });
const runs = Number(values.runs);
const { port } = values;
const env = { ...process.env, NEO4JLAB_RUN: join(work, "run") };
const inLab = (...args) => execFileSync(lab, args, { env, encoding: "utf8" }).trim();
const remove = (path) => rmSync(path, { recursive: true, force: true });
const copy = (from, to) => {
  remove(to);
  cpSync(from, to, { recursive: true });
  execFileSync("sync");
};
const sizeOf = (path) =>
  statSync(path).isFile()
    ? statSync(path).size
    : readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);

const target = (who) => join(work, `target-${who}`);
const tools = {
  holdfast: (dir) => [
    "node",
    ours,
    "-host",
    "127.0.0.1",
    "-port",
    port,
    "-to",
    dir,
    "-verify",
    "false",
  ],
  java: (dir) => [
    lab,
    "backup",
    "2.3",
    "-host",
    "127.0.0.1",
    "-port",
    port,
    "-to",
    dir,
    "-verify",
    "false",
  ],
};
const rows = [];

/** Runs every command in turn, `runs` times after one warm-up, and keeps a row each. */
async function inTurn(name, commands, prepare) {
  const found = Object.fromEntries(Object.keys(commands).map((who) => [who, []]));
  for (let i = 0; i <= runs; i++)
    for (const [who, command] of Object.entries(commands)) {
      await prepare(who);
      const figures = await measure(command, { env });
      if (figures.code !== 0)
        throw new Error(`${name}, ${who}: exit ${figures.code}\n${figures.output}`);
      if (i > 0) found[who].push(figures);
    }
  for (const [who, list] of Object.entries(found)) {
    const wall = list.map((f) => f.wall);
    rows.push({
      name,
      who,
      wall: median(wall),
      low: Math.min(...wall),
      high: Math.max(...wall),
      cpu: median(list.map((f) => f.cpu)),
      rss: Math.max(...list.map((f) => f.rss)),
    });
    console.error(`${name} ${who}: ${JSON.stringify(rows.at(-1))}`);
  }
}

const incremental = async (name, lastTx, bases) =>
  inTurn(
    name,
    {
      holdfast: tools.holdfast(target("holdfast")),
      java: tools.java(target("java")),
      discard: ["node", discard, port, String(lastTx - 1)],
    },
    (who) => bases[who] && copy(bases[who], target(who)),
  );

const lastTxOf = () =>
  Number(
    /lastTx=(\d+)/.exec(inLab("send", "bench", "lasttx"))?.[1] ??
      /(\d+)\s*$/.exec(inLab("send", "bench", "lasttx"))?.[1],
  );
const base = { holdfast: join(work, "base-holdfast"), java: join(work, "base-java") };

console.error(
  inLab("start", "bench", "2.3", values.server ?? join(work, "server"), port, "pagecache=600M"),
);
try {
  console.error(inLab("send", "bench", "load", values.nodes, "2000"));
  for (const command of [["index"], ["constraint"], ["legacy", "500"], ["checkpoint"]])
    inLab("send", "bench", ...command);
  for (const path of Object.values(base)) remove(path);
  await inTurn(
    "full",
    {
      holdfast: tools.holdfast(target("holdfast")),
      java: tools.java(target("java")),
      discard: ["node", discard, port, "full"],
      cp: [
        "sh",
        "-c",
        `cp -r '${target("holdfast")}' '${target("cp")}' && sync -f '${target("cp")}'`,
      ],
    },
    (who) => (who === "cp" ? remove(target("cp")) : remove(target(who))),
  );
  const size = sizeOf(target("holdfast"));
  for (const who of ["holdfast", "java"]) copy(target(who), base[who]);
  let last = lastTxOf();
  await incremental("incremental, nothing new", last, base);
  inLab("send", "bench", "load", "10", "1");
  await incremental("incremental, 10 transactions", last, base);
  for (const who of ["holdfast", "java"]) copy(target(who), base[who]);
  last = lastTxOf();
  console.error(inLab("send", "bench", "load", values.small, "1", "8"));
  await incremental(`incremental, ${values.small} transactions`, last, base);
  const verdict = inLab("verify", "2.3", target("holdfast"));
  console.log(`\nStore of ${(size / 1e6).toFixed(0)} MB, ${runs} runs each, in turn\n`);
  console.log(
    "| case | tool | wall s | CPU s | peak RSS MB | wall against Java | wall against discard |",
  );
  console.log("|---|---|---|---|---|---|---|");
  for (const row of rows) {
    const of = (who) => rows.find((r) => r.name === row.name && r.who === who);
    const ratio = (who) => (of(who) ? (row.wall / of(who).wall).toFixed(2) : "");
    console.log(
      `| ${row.name} | ${row.who} | ${row.wall.toFixed(2)} (${row.low.toFixed(2)}-${row.high.toFixed(2)}) | ${row.cpu.toFixed(2)} | ${row.rss.toFixed(0)} | ${ratio("java")} | ${ratio("discard")} |`,
    );
  }
  console.log(`\nThe directory after the last incremental: ${verdict.split("\n").at(-1)}`);
} finally {
  try {
    inLab("stop", "bench");
  } finally {
    if (!values.dir) remove(work);
  }
}
