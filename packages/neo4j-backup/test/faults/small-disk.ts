/** File systems that are small or read-only, for those who may mount one. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";

const isRoot = process.platform === "linux" && process.getuid?.() === 0;

/** Why no file system can be mounted here; undefined when one can. */
export const cannotMount: string | undefined = (() => {
  if (!isRoot) return "mounting a small file system needs root on Linux";
  try {
    execFileSync("mount", ["--version"], { stdio: "ignore" });
    execFileSync("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], {
      stdio: "ignore",
    });
    return undefined;
  } catch {
    return "this machine does not let root mount a file system";
  }
})();
if (cannotMount) console.warn(`skipped: ${cannotMount}`);

/** A tmpfs of its own, until `remove`. */
export class SmallDisk {
  readonly path: string;

  constructor(path: string, options: string) {
    this.path = path;
    mkdirSync(path, { recursive: true });
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path]);
  }

  remount(options: string): void {
    execFileSync("mount", ["-o", `remount,${options}`, this.path]);
  }

  remove(): void {
    execFileSync("umount", [this.path]);
  }
}
