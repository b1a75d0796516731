/** Runs one command as a whole process: wall seconds, CPU seconds (children included), peak RSS in MB. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

const MARK = "@holdfast-bench ";

/** Peak resident size of a process tree's largest member, in kB; polled, since the kernel keeps the peak. */
function peakOf(pid) {
  try {
    const own = Number(
      /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0,
    );
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    return Math.max(own, ...children.filter(Boolean).map((child) => peakOf(child)));
  } catch {
    return 0;
  }
}

/**
 * @param {string[]} command
 * @returns {Promise<{ wall: number, cpu: number, rss: number, code: number, output: string }>}
 */
export function measure(command, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(
      "bash",
      ["-c", `TIMEFORMAT='${MARK}%R %U %S'; time "$@"`, "bash", ...command],
      { stdio: ["ignore", "pipe", "pipe"], ...options },
    );
    let output = "";
    let peak = 0;
    const poll = setInterval(() => {
      // The shell itself is small and does not count.
      peak = Math.max(peak, peakOf(child.pid));
    }, 10);
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data) => {
        output += data;
      });
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(poll);
      const [wall, user, system] = output
        .slice(output.lastIndexOf(MARK) + MARK.length)
        .trim()
        .split(" ")
        .map(Number);
      resolve({ wall, cpu: user + system, rss: peak / 1024, code, output });
    });
  });
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
