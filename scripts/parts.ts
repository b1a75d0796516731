import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./settings.ts";

const GRACE_MILLIS = 8_000;
const RESTART_MILLIS = 500;
/** A part that ends this often within the span is not started again. */
const MOST_RESTARTS = 5;
const RESTART_SPAN_MILLIS = 60_000;

export interface Part {
  name: string;
  /** Arguments for Node. */
  args: string[];
  env: Record<string, string>;
}

export interface Parts {
  /** Starts a part and keeps it running: one that ends by itself is started again. */
  start(part: Part): void;
  /** Ends all parts and waits until they are gone. */
  stop(): Promise<void>;
}

/** @param onGiveUp a part keeps ending; nothing more is tried. */
export function createParts(say: (text: string) => void, onGiveUp: () => void): Parts {
  const running = new Map<string, { child: ChildProcess; exited: Promise<void> }>();
  let stopping = false;

  const launch = (part: Part, ends: number[]): void => {
    const child = spawnPart(part);
    const exited = new Promise<void>((resolve) => {
      const onEnd = (how: string | number | null): void => {
        running.delete(part.name);
        resolve();
        if (!stopping) again(part, ends, how);
      };
      child.once("error", (error) => onEnd(error.message));
      child.once("exit", (code, signal) => onEnd(signal ?? code));
    });
    running.set(part.name, { child, exited });
  };

  const again = (part: Part, ends: number[], how: string | number | null): void => {
    const now = performance.now();
    const recent = [...ends.filter((at) => now - at < RESTART_SPAN_MILLIS), now];
    if (recent.length > MOST_RESTARTS) {
      say(`the ${part.name} keeps ending (${how}): giving up`);
      onGiveUp();
      return;
    }
    say(`the ${part.name} ended unexpectedly (${how}): starting it again`);
    setTimeout(() => {
      if (!stopping) launch(part, recent);
    }, RESTART_MILLIS * recent.length);
  };

  const end = async (name: string): Promise<void> => {
    const part = running.get(name);
    if (!part) return;
    part.child.kill("SIGTERM");
    const timer = setTimeout(() => {
      say(`the ${name} was slow to stop and was killed`);
      part.child.kill("SIGKILL");
    }, GRACE_MILLIS);
    await part.exited;
    clearTimeout(timer);
  };

  return {
    start: (part) => launch(part, []),
    stop: async () => {
      stopping = true;
      await Promise.all([...running.keys()].map(end));
    },
  };
}

function spawnPart(part: Part): ChildProcess {
  const preload = pathToFileURL(path.join(root, "scripts/die-with-parent.mjs")).href;
  // own process group: a terminal's Ctrl-C reaches only the supervisor, which stops the parts in order
  return spawn(process.execPath, ["--import", preload, ...part.args], {
    cwd: root,
    env: { ...process.env, ...part.env },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    detached: true,
  });
}
