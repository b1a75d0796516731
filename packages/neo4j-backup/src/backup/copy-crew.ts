/** Copies many files and compares each with its checksum, on as many cores as there are. */
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import { startThread } from "../threads/start-thread.ts";
import { copyFiles } from "./copy-file.ts";
import {
  COPY_CONTROL,
  type CopiedFile,
  type CopyPlan,
  type CopyThreadEnd,
  copyPlan,
} from "./copy-plan.ts";
import { SpaceWatch } from "./disk-space.ts";
import { io, makeTree } from "./durable.ts";
import { canClone } from "./scratch-copy.ts";
import type { Tracker } from "./tracker.ts";

/** Below this, starting threads takes longer than the copy. */
const THREADS_FROM_BYTES = 32 * 1024 * 1024;
const MAX_THREADS = 4;
const WATCH_MILLIS = 50;

export interface CopyOrder {
  from: string;
  /** An empty directory. */
  into: string;
  files: CopiedFile[];
  /** Default: by the cores and the bytes; 0 copies on the caller's thread. */
  threads?: number | undefined;
}

/**
 * @throws BackupError damaged-backup with the first file that is not what was written, no-space,
 *   cancelled, io-failure. No thread writes any more then
 */
export async function copyProved(order: CopyOrder, tracker: Tracker): Promise<void> {
  if (tracker.signal?.aborted) throw new BackupError("cancelled");
  // The longest first, so that no thread is left with it at the end.
  const files = [...order.files].sort((a, b) => b.bytes - a.bytes);
  const { from, into } = order;
  for (const directory of new Set(files.map(({ path }) => dirname(join(into, path)))))
    await io(directory, () => makeTree(directory));
  const [largest] = files;
  if (!largest) return;
  const isCloning = await canClone(join(from, largest.path), into);
  const plan = copyPlan({ from, into, files, isCloning });
  const watch = watchOver(plan, tracker);
  try {
    await carryOut(plan, order.threads ?? threadsFor(files));
  } catch (error) {
    throw watch.reason() ?? error;
  } finally {
    watch.end();
  }
  const reason = watch.reason();
  if (reason) throw reason;
  const done = Atomics.load(plan.control, COPY_CONTROL.filesDone);
  if (done !== files.length)
    throw new BackupError("io-failure", {
      detail: `${done} of ${files.length} files were copied, and nothing says why`,
    });
}

function threadsFor(files: CopyOrder["files"]): number {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes < THREADS_FROM_BYTES) return 0;
  return Math.min(availableParallelism(), MAX_THREADS, files.length);
}

async function carryOut(plan: CopyPlan, threads: number): Promise<void> {
  if (threads === 0) return copyFiles(plan);
  const settled = await Promise.allSettled(Array.from({ length: threads }, () => runThread(plan)));
  const failures = settled.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  // The others only stopped because of it.
  const [first] = failures.sort((a, b) => Number(isStop(a)) - Number(isStop(b)));
  if (first) throw first;
}

const isStop = (error: unknown): boolean =>
  error instanceof BackupError && error.code === "cancelled";

function runThread(plan: CopyPlan): Promise<void> {
  const thread = startThread("copy-worker.mjs", "backup/copy-worker.ts", plan);
  return new Promise((resolve, reject) => {
    let hasEnded = false;
    const fail = (detail: string, cause?: unknown): void => {
      if (hasEnded) return;
      hasEnded = true;
      Atomics.store(plan.control, COPY_CONTROL.stop, 1);
      reject(new BackupError("io-failure", { detail, cause }));
    };
    thread.on("message", (end: CopyThreadEnd) => {
      if ("failed" in end) return fail(end.failed);
      hasEnded = true; // its exit, which comes next, is no failure, and stops nobody
      if ("done" in end) resolve();
      else {
        const { code, detail, file } = end.refused;
        reject(new BackupError(code, { ...(detail ? { detail } : {}), ...(file ? { file } : {}) }));
      }
    });
    thread.on("error", (error) => fail(error.message, error));
    thread.on("exit", (code) => fail(`a thread of the copy ended with ${code}`));
  });
}

/** Tells the progress, and stops all threads when the run is cancelled or the disk fills up. */
function watchOver(plan: CopyPlan, tracker: Tracker) {
  const space = new SpaceWatch(plan.into);
  const { progress, signal } = tracker;
  let told = 0;
  let reason: unknown;
  const stop = (why: unknown): void => {
    reason ??= why;
    Atomics.store(plan.control, COPY_CONTROL.stop, 1);
  };
  const onAbort = (): void => stop(new BackupError("cancelled"));
  const look = (): void => {
    const bytes = Number(Atomics.load(plan.bytes, 0));
    const next = plan.files[Atomics.load(plan.control, COPY_CONTROL.nextFile) - 1];
    if (next) progress.file = next.path;
    progress.files = Atomics.load(plan.control, COPY_CONTROL.filesDone);
    progress.bytes += bytes - told;
    space.wrote(bytes - told)?.catch(stop);
    told = bytes;
    tracker.tell();
  };
  const timer = setInterval(look, WATCH_MILLIS);
  signal?.addEventListener("abort", onAbort, { once: true });
  return {
    reason: () => reason,
    end(): void {
      clearInterval(timer);
      signal?.removeEventListener("abort", onAbort);
      look();
    },
  };
}
