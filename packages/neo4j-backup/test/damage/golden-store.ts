/** The record stores of small databases that real Neo4j servers made; recorded by `record-store.ts`. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";

/** By name: the Neo4j that made it, and what it was told first. */
export const GOLDEN_STORES = {
  "2.3.3": { version: "2.3.3", settings: [] },
  "3.2.9-high-limit": { version: "3.2.9", settings: ["format=high_limit"] },
  "3.4.18-high-limit": { version: "3.4.18", settings: ["format=high_limit"] },
} as const satisfies Record<string, { version: string; settings: readonly string[] }>;
export type GoldenStoreName = keyof typeof GOLDEN_STORES;

const pathOf = (name: GoldenStoreName): string =>
  fileURLToPath(new URL(`./store-${name}.gz`, import.meta.url));

interface GoldenStore {
  server: string;
  recordedAt: string;
  commands: string[];
  /** Base 64, by name. */
  files: Record<string, string>;
}

export function writeGoldenStore(name: GoldenStoreName, golden: GoldenStore): void {
  writeFileSync(pathOf(name), gzipSync(JSON.stringify(golden), { level: 9 }));
}

/** Puts its files into a directory, which is made. */
export function unpackGoldenStore(directory: string, name: GoldenStoreName = "2.3.3"): void {
  const { files } = JSON.parse(
    gunzipSync(readFileSync(pathOf(name))).toString("utf8"),
  ) as GoldenStore;
  mkdirSync(directory, { recursive: true });
  for (const [file, bytes] of Object.entries(files))
    writeFileSync(join(directory, file), Buffer.from(bytes, "base64"));
}
