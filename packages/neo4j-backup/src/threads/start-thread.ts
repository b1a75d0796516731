/** Starts a thread whose code lies beside the bundle. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

/**
 * @param bundled the bundle's name for the thread's code; scripts/generate.mjs makes it
 * @param source the same as source, below `src`: in tests, it needs a loader for TypeScript
 */
export function startThread(bundled: string, source: string, workerData: unknown): Worker {
  const here = import.meta.url;
  if (!here.endsWith(".ts")) {
    // A path, not a URL beside this module: bundlers would look for the file while they build.
    const path = [dirname(fileURLToPath(here)), bundled].join("/");
    return new Worker(path, { workerData });
  }
  const tsx = dirname(createRequire(here).resolve("tsx/package.json"));
  const loader = pathToFileURL(join(tsx, "dist/esm/api/index.mjs")).href;
  const entry = pathToFileURL(join(dirname(fileURLToPath(here)), "..", source)).href;
  const start = `import(${JSON.stringify(loader)}).then(({ register }) => {
    register();
    return import(${JSON.stringify(entry)});
  });`;
  return new Worker(start, { eval: true, workerData });
}
