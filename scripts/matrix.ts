/**
 * The whole matrix of Neo4j lines, live, and the table of docs/compatibility.md made of what came out: about fifteen
 * minutes on two cores. Needs Java and Maven.
 *
 *     npm run matrix
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { storeVersionRow } from "../packages/neo4j-backup/src/store/store-versions.ts";
import { ALL_LINES, type Line, nameOf } from "../packages/neo4j-backup/test/live/lines.ts";
import { runNode } from "./run-node.ts";

const LIVE = "packages/neo4j-backup/test/live";
const DOCUMENT = "docs/compatibility.md";
const BEGIN = "<!-- made by scripts/matrix.ts: begin -->";
const END = "<!-- made by scripts/matrix.ts: end -->";
interface Row {
  /** The beginning of a test's title. */
  title: string;
  /** What the test proves. */
  proves: string;
  /** Of which lines it proves that they are refused, with a message. */
  isRefused?: (line: Line) => boolean;
}

const ROWS: readonly Row[] = [
  { title: "a full backup under load", proves: "Full backup under write load" },
  { title: "incremental backups bring", proves: "Incremental backups, every kind of change" },
  { title: "the official tool continues", proves: "Official tool continues ours, we continue its" },
  {
    title: "served from the directory",
    proves: "Served to the official tool, full and incremental",
  },
  { title: "a cut at any of five", proves: "Five cuts, restored and checked officially" },
  {
    title: "rolled forward it is a base",
    proves: "Rolled forward and continued",
    isRefused: ({ storeVersion }) => !storeVersionRow(storeVersion).rebuildsIndexes,
  },
  { title: "restored with its transactions applied", proves: "Restored with the log applied" },
  { title: "once the server has pruned", proves: "Pruned log: refused, full instead" },
  { title: "every entry of its logs", proves: "Log entries encode back byte for byte" },
  { title: "the log applied", proves: "Log applied as Neo4j's recovery does, record by record" },
  { title: "the consistency check applies", proves: "Native consistency check" },
];
const DAMAGES = "every damage that the official checker finds";

interface Result {
  ancestorTitles: string[];
  title: string;
  status: "passed" | "failed" | "pending" | "skipped" | "todo";
  duration?: number;
}

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-matrix-"));

async function run(name: string, args: string[], env: Record<string, string>): Promise<Result[]> {
  const report = path.join(scratch, `${name}.json`);
  await runNode(
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--project",
      "live",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...args,
    ],
    env,
  );
  const { testResults } = JSON.parse(fs.readFileSync(report, "utf8")) as {
    testResults: { assertionResults: Result[] }[];
  };
  return testResults.flatMap(({ assertionResults }) => assertionResults);
}

const seconds = ({ duration = 0 }: Result): string => `${(duration / 1000).toFixed(1)} s`;

function cellOf(found: Result | undefined, isRefused = false): string {
  if (found?.status === "passed")
    return isRefused ? "refused with message" : `proved, ${seconds(found)}`;
  return found?.status === "failed" ? "**failed**" : "not supported";
}

function tableOf(lines: Result[], damages: ReadonlyMap<Line, Result | undefined>): string {
  const of = (line: Line, title: string): Result | undefined =>
    lines.find(
      (one) =>
        one.title.startsWith(title) &&
        one.ancestorTitles.some(
          (words) =>
            words.endsWith(`Neo4j '${nameOf(line)}'`) || words.endsWith(`Neo4j ${nameOf(line)}`),
        ),
    );
  const row = (words: string, cell: (line: Line) => string): string =>
    `| ${[words, ...ALL_LINES.map(cell)].join(" | ")} |`;
  return [
    `Run on ${new Date().toISOString().slice(0, 10)}, Node ${process.version.slice(1)}.`,
    "",
    row("", nameOf),
    row("---", () => "---"),
    row("Store format", ({ storeVersion }) => storeVersion),
    row("Wire dialect", ({ dialect }) => String(dialect)),
    ...ROWS.map(({ title, proves, isRefused }) =>
      row(proves, (line) => cellOf(of(line, title), isRefused?.(line))),
    ),
    row("Every planted damage found that its checker finds", (line) => cellOf(damages.get(line))),
  ].join("\n");
}

const lines = await run("lines", [`${LIVE}/lines.live.test.ts`], { HOLDFAST_LINES: "all" });
/** The check of each line, judged with every kind of damage by that line's own checker. */
const damages = new Map<Line, Result | undefined>();
for (const line of ALL_LINES) {
  const name = nameOf(line);
  const results = await run(`damages-${name}`, [`${LIVE}/check.live.test.ts`, "-t", DAMAGES], {
    HOLDFAST_CHECK_LIVE: "all",
    HOLDFAST_CHECK_NEO4J: name,
  });
  damages.set(
    line,
    results.find(({ title, status }) => title.startsWith(DAMAGES) && status !== "skipped"),
  );
}
const text = fs.readFileSync(DOCUMENT, "utf8");
const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
if (from < 0 || to < from) throw new Error(`${DOCUMENT} has no place for the table`);
fs.writeFileSync(
  DOCUMENT,
  `${text.slice(0, from + BEGIN.length)}\n${tableOf(lines, damages)}\n${text.slice(to)}`,
);
fs.rmSync(scratch, { recursive: true, force: true });
const all = [...lines, ...damages.values()].filter((one) => one !== undefined);
const count = (status: Result["status"]): number =>
  all.filter((one) => one.status === status).length;
console.log(`${count("passed")} passed, ${count("failed")} failed; the table is in ${DOCUMENT}`);
process.exit(count("failed") > 0 ? 1 : 0);
