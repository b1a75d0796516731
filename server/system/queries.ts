import fs from "node:fs/promises";
import path from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import type { Context } from "../context.ts";
import { env } from "../env.ts";
import { listWorkers } from "../runs/index.ts";
import type { SystemStatus } from "./schema.ts";

/** How the parts of this installation stand. */
export async function systemStatus(ctx: Context): Promise<SystemStatus> {
  const [workers, space] = await Promise.all([listWorkers(ctx), spaceUnder(ctx.storageRoot)]);
  return {
    workers: workers.map(({ id, lastSeen, busy }) => ({ id, lastSeen, busy })),
    postgres: env.isPostgresEmbedded ? "embedded" : "external",
    version: packageJson.version,
    storageRoot: ctx.storageRoot,
    storageFreeBytes: space?.free ?? null,
    storageTotalBytes: space?.total ?? null,
  };
}

/** Space on the file system of a directory, or of the nearest directory above that exists. */
export async function spaceUnder(
  directory: string,
): Promise<{ free: number; total: number } | null> {
  try {
    const stats = await fs.statfs(directory);
    return { free: stats.bavail * stats.bsize, total: stats.blocks * stats.bsize };
  } catch {
    const parent = path.dirname(directory);
    return parent === directory ? null : await spaceUnder(parent);
  }
}
