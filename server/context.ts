import type { Actor } from "./actor.ts";
import type { Clock } from "./clock.ts";
import { systemClock } from "./clock.ts";
import { type Db, db } from "./db/index.ts";
import { env } from "./env.ts";

/** What every verb and query of a room is given first. */
export interface Context {
  db: Db;
  clock: Clock;
  /** Directory under which each database has a directory of backup sets. */
  storageRoot: string;
  /** Directory below which restores put what they restore. */
  restoreRoot: string;
  /** Who asks; null while nobody is signed in. */
  actor: Actor | null;
  /** Where the request came from, whoever asks; absent where there is none. */
  address?: string | null | undefined;
}

/** The context of a running process: its database, the real clock, the configured storage. */
export const systemContext = (): Context => ({
  db: db(),
  clock: systemClock,
  storageRoot: env.storageRoot,
  restoreRoot: env.restoreRoot,
  actor: { kind: "system", name: "Holdfast" },
});
