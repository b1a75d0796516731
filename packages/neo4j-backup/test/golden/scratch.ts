/** Temporary directories for tests that sync thousands of files: in memory where that can be. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MEMORY = "/dev/shm";

export function scratchDirectory(name: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), `${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
