// The table of rooms in docs/architecture.md: `node scripts/print-rooms.mjs` checks it, `--write` renews it.
import fs from "node:fs";

const DOCUMENT = "docs/architecture.md";
const [BEGIN, END] = ["<!-- rooms:begin -->", "<!-- rooms:end -->"];

const { rooms } = JSON.parse(fs.readFileSync("rooms.json", "utf8"));
const rows = Object.entries(rooms)
  .filter(([name]) => name !== "testing")
  .map(([name, { path, may }]) => `| ${name} | \`${path}\` | ${may.join(", ") || "nothing"} |`);
const table = ["| room | where | may import |", "|---|---|---|", ...rows].join("\n");
const text = fs.readFileSync(DOCUMENT, "utf8");
const [before, rest = ""] = text.split(BEGIN);
const after = rest.slice(rest.indexOf(END));
const wanted = `${before}${BEGIN}\n${table}\n${after}`;

if (process.argv.includes("--write")) fs.writeFileSync(DOCUMENT, wanted);
else if (text !== wanted) {
  console.error(
    `${DOCUMENT} does not print rooms.json: run "node scripts/print-rooms.mjs --write"`,
  );
  process.exitCode = 1;
}
