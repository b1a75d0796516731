/**
 * Records a golden store anew: `node --import tsx packages/neo4j-backup/test/damage/record-store.ts 3.4.18-high-limit`.
 * Needs what the live tests need.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Lab } from "../live/neo4j-lab.ts";
import { GOLDEN_STORES, type GoldenStoreName, writeGoldenStore } from "./golden-store.ts";
import { DAMAGE_STORE, forLine } from "./random-store.ts";

const LEFT_OUT =
  /^(neostore\.transaction\.|messages\.log|store_lock|index\.db|neostore\.labelscanstore)|\.id$/;

const name = (process.argv[2] ?? "2.3.3") as GoldenStoreName;
const { version, settings } = GOLDEN_STORES[name];
const commands = [...settings, ...forLine(DAMAGE_STORE, version)];
const lab = await Lab.make();
try {
  const directory = join(lab.path("golden"), "graph.db");
  await lab.prove(`work ${[directory, ...commands].join("|")}`, version);
  if (!/ consistent$/.test(await lab.prove(`check ${directory}`, version)))
    throw new Error("the official checker finds something");
  const names = readdirSync(directory).filter(
    (file) => !LEFT_OUT.test(file) && statSync(join(directory, file)).isFile(),
  );
  writeGoldenStore(name, {
    server: `Neo4j Enterprise ${version}`,
    recordedAt: new Date().toISOString(),
    commands,
    files: Object.fromEntries(
      names.map((file) => [file, readFileSync(join(directory, file)).toString("base64")]),
    ),
  });
  console.info(`recorded ${names.length} files`);
} finally {
  await lab.end();
}
