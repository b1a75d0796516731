import fs from "node:fs";
import path from "node:path";

const WAIT_MILLIS = 15_000;

/** Whether a process lives and its command line holds a word. Where there is no /proc, being alive must do. */
function lives(pid: number, word: string): boolean {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(word);
  } catch {
    return process.platform !== "linux";
  }
}

const readPid = (file: string): number =>
  fs.existsSync(file) ? Number.parseInt(fs.readFileSync(file, "utf8"), 10) || 0 : 0;

/**
 * Stops a server that a supervisor which was killed left on this data directory.
 * @throws when the supervisor that owns the directory still runs.
 */
export async function stopLeftBehind(
  dataDirectory: string,
  ownerFile: string | undefined,
): Promise<void> {
  const owner = ownerFile ? readPid(ownerFile) : 0;
  if (owner !== process.pid && lives(owner, "scripts/"))
    throw new Error(`Holdfast already runs on this data directory (process ${owner})`);
  const pidFile = path.join(dataDirectory, "postmaster.pid");
  const pid = readPid(pidFile);
  if (!lives(pid, dataDirectory)) return;
  process.kill(pid, "SIGINT");
  const deadline = Date.now() + WAIT_MILLIS;
  while (fs.existsSync(pidFile) && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 100));
}
