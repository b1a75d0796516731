/** What lies in a directory, byte for byte, to be compared with later. */
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join, relative } from "node:path";

/** One line a file, link or directory; `except` and what is below it is left out. */
export function stateOf(root: string, except?: string): string[] {
  const lines: string[] = [];
  const visit = (directory: string): void => {
    for (const name of readdirSync(directory).sort()) {
      const path = join(directory, name);
      if (path === except) continue;
      const stat = lstatSync(path);
      const shown = relative(root, path);
      if (stat.isDirectory()) {
        lines.push(`${shown}/`);
        visit(path);
      } else if (stat.isSymbolicLink()) lines.push(`${shown} -> ${readlinkSync(path)}`);
      else
        lines.push(
          `${shown} ${stat.size} ${createHash("sha1").update(readFileSync(path)).digest("hex")}`,
        );
    }
  };
  visit(root);
  return lines;
}
