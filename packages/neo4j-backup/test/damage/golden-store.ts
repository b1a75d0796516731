/** The record stores of a small database that a real Neo4j 2.3.3 made; recorded by `record-store.ts`. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";

const FILE = fileURLToPath(new URL("./store-2.3.3.gz", import.meta.url));

interface GoldenStore {
  server: string;
  recordedAt: string;
  commands: string[];
  /** Base 64, by name. */
  files: Record<string, string>;
}

export function writeGoldenStore(golden: GoldenStore): void {
  writeFileSync(FILE, gzipSync(JSON.stringify(golden), { level: 9 }));
}

/** Puts its files into a directory, which is made. */
export function unpackGoldenStore(directory: string): void {
  const { files } = JSON.parse(gunzipSync(readFileSync(FILE)).toString("utf8")) as GoldenStore;
  mkdirSync(directory, { recursive: true });
  for (const [name, bytes] of Object.entries(files))
    writeFileSync(join(directory, name), Buffer.from(bytes, "base64"));
}
