/**
 * Records the golden store anew: `node --import tsx packages/neo4j-backup/test/damage/record-store.ts`.
 * Needs what the live tests need.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Lab } from "../live/neo4j-lab.ts";
import { writeGoldenStore } from "./golden-store.ts";
import { DAMAGE_STORE } from "./random-store.ts";

const LEFT_OUT = /^(neostore\.transaction\.|messages\.log|store_lock|index\.db)|\.id$/;

const lab = await Lab.make();
try {
  const directory = lab.path("golden");
  await lab.prove(`work ${[directory, ...DAMAGE_STORE].join("|")}`);
  if (!/ consistent$/.test(await lab.prove(`check ${directory}`)))
    throw new Error("the official checker finds something");
  const names = readdirSync(directory).filter(
    (name) => !LEFT_OUT.test(name) && statSync(join(directory, name)).isFile(),
  );
  writeGoldenStore({
    server: "Neo4j Enterprise 2.3.3",
    recordedAt: new Date().toISOString(),
    commands: DAMAGE_STORE,
    files: Object.fromEntries(
      names.map((name) => [name, readFileSync(join(directory, name)).toString("base64")]),
    ),
  });
  console.info(`recorded ${names.length} files`);
} finally {
  await lab.end();
}
