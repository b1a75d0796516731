// Runs after every install and before every build: the Prisma client and the engine's bundles.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { installHash } from "./hashes.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);

const ENGINE = "packages/neo4j-backup";
const ENTRIES = {
  index: "src/index.ts",
  catalogue: "src/catalogue/index.ts",
  serve: "src/serve/index.ts",
  cli: "src/cli/main.ts",
  "check-worker": "src/check/worker.ts",
  "copy-worker": "src/backup/copy-worker.ts",
};

const mtime = (file) => (fs.existsSync(file) ? fs.statSync(file).mtimeMs : 0);

/** `prisma generate`, told that it has its (downloaded) schema engine: any existing file will do. */
function generateClient() {
  const schema = path.join(root, "prisma/schema.prisma");
  const client = path.join(root, "server/db/generated/client.ts");
  if (
    mtime(client) > mtime(schema) &&
    mtime(client) > mtime(require.resolve("prisma/package.json"))
  )
    return;
  const result = spawnSync(
    process.execPath,
    [require.resolve("prisma/build/index.js"), "generate", "--no-hints"],
    {
      cwd: root,
      encoding: "utf8",
      env: {
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        CHECKPOINT_DISABLE: "1",
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
        ...process.env,
      },
    },
  );
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout}${result.stderr}`);
    process.exit(result.status ?? 1);
  }
  const now = new Date();
  fs.utimesSync(client, now, now);
}

/** Bundles the engine, so that `npx neo4j-backup` runs on plain Node; shared code goes into chunks. */
async function bundleEngine() {
  const { build } = await import("esbuild");
  const directory = path.join(root, ENGINE);
  const entryPoints = {};
  for (const [name, source] of Object.entries(ENTRIES)) {
    if (fs.existsSync(path.join(directory, source))) entryPoints[name] = source;
    else console.log(`generate: ${ENGINE}/${source} does not exist, left out`);
  }
  const result = await build({
    absWorkingDir: directory,
    entryPoints,
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    chunkNames: "chunk-[hash]",
    splitting: true,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    sourcemap: true,
    metafile: true,
    logLevel: "error",
  });
  const written = new Set(Object.keys(result.metafile.outputs).map((file) => path.basename(file)));
  const dist = path.join(directory, "dist");
  for (const file of fs.readdirSync(dist))
    if (!written.has(file)) fs.rmSync(path.join(dist, file), { recursive: true });
}

generateClient();
await bundleEngine();
// npm runs this after every install, so what was installed can be noted here
if (process.env.npm_lifecycle_event === "postinstall")
  fs.writeFileSync(path.join(root, "node_modules/.holdfast-install"), installHash(root));
