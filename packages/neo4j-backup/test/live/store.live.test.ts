/** Records and values of a real Neo4j 2.3.3, judged by what that Neo4j itself says they are. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Lab, missingTools } from "./neo4j-lab.ts";
import { GraphReader } from "./read-graph.ts";
import { rewriteStore } from "./rewrite-store.ts";
import { nightlySeed } from "./seed.ts";

const PORT = 7860;
const SHORT_STRING_ENCODINGS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const ELEMENTS = ["boolean", "byte", "short", "char", "int", "long", "float", "double"];
/** Every shape that a property value can have in a store. */
const KINDS = [
  ...["boolean", "byte", "short", "char", "int", "in-lined long", "long", "float", "double"],
  ...SHORT_STRING_ENCODINGS.map((encoding) => `short string ${encoding}`),
  ...ELEMENTS.map((element) => `short array of ${element}`),
  ...[...ELEMENTS, "string"].map((element) => `array of ${element}`),
  "string",
];

describe.skipIf(missingTools)("the store of a real Neo4j 2.3.3", () => {
  let lab: Lab;
  let directory: string;
  let dumped: string;
  const seed = nightlySeed();

  beforeAll(async () => {
    lab = await Lab.make();
    directory = lab.data("db");
    dumped = lab.path("dump.jsonl");
    const server = await lab.start({ directory, port: PORT });
    await server.sendAll(
      `values 3000 ${seed}`,
      "load 1500",
      "index Person name",
      "constraint Account seq",
      "exists Required seq",
      "existsrel WROTE_ONCE at",
      "dense 120",
      "tokens 70",
      "graphproperty 5",
      "update 600",
      "delete 80",
      "big 100000 50000",
      `values 2000 ${seed + 1}`,
    );
    await server.send(`dump ${dumped}`);
    await server.stop();
  });
  afterAll(() => lab?.end());

  test("every label and every property value reads as Neo4j itself says it is", () => {
    const reader = new GraphReader(directory);
    const wanted = readFileSync(dumped, "utf8").trimEnd().split("\n");
    let line = 0;
    for (const have of reader.lines()) {
      const want = JSON.stringify(JSON.parse(wanted[line++] ?? "null"));
      if (have !== want) expect(have).toBe(want);
    }
    expect(line).toBe(wanted.length);
    expect([...reader.kinds.keys()].sort()).toEqual([...KINDS].sort());
    const values = [...reader.kinds.values()].reduce((sum, n) => sum + n, 0);
    console.info(`${line} entities, ${values} values of ${reader.kinds.size} kinds`);
  });

  test("every record, value, rule and count is written back byte for byte", () => {
    const { done, differences } = rewriteStore((name) => readFileSync(join(directory, name)));
    expect(differences).toEqual([]);
    console.info(JSON.stringify(Object.fromEntries(done)));
    expect(done.get("value in schema"), "index, constraint index and 3 constraints").toBe(5);
    expect(done.get("counts")).toBeGreaterThan(0);
    expect(done.get("groups")).toBeGreaterThan(0);
  });
});
