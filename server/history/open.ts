import { BackupError, History } from "neo4j-backup";
import { indexOf, manifestOf, type SetDto, setById, storeOf } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { found, Refusal } from "../refusal.ts";

/** Open histories hold the minutes and names of a set, not its transactions: some hundred kilobytes each. */
const MOST_OPEN = 16;

interface Shelved {
  /** The log files it was opened with: a set that grew is opened again. */
  logs: string;
  history: Promise<History>;
}

/** Histories by set, the least recently used first. */
const shelf = new Map<string, Shelved>();

/** A set and its transactions. */
export interface OpenedHistory {
  set: SetDto;
  history: History;
}

/**
 * Opens the history of a set, or gives the one that is open. Indexes that are missing are built first.
 * @throws Refusal when the set is gone, holds no complete backup, or cannot be read
 */
export async function openHistory(ctx: Context, setId: string): Promise<OpenedHistory> {
  const set = await setById(ctx, setId);
  if (!set) shelf.delete(setId);
  return await openOf(found(set, "the backup set"));
}

async function openOf(set: SetDto): Promise<OpenedHistory> {
  if (set.state === "building" || set.state === "failed")
    throw new Refusal("conflict", "the set holds no complete backup, so it has no transactions");
  const logs = set.logFiles.map((file) => `${file.name}:${file.sha256}`).join();
  let shelved = shelf.get(set.id);
  if (shelved?.logs !== logs) shelved = { logs, history: open(set) };
  shelf.delete(set.id);
  shelf.set(set.id, shelved);
  for (const oldest of shelf.keys()) {
    if (shelf.size <= MOST_OPEN) break;
    shelf.delete(oldest);
  }
  try {
    return { set, history: await shelved.history };
  } catch (thrown) {
    if (shelf.get(set.id) === shelved) shelf.delete(set.id);
    throw asRefusal(thrown);
  }
}

const open = (set: SetDto): Promise<History> =>
  History.open(storeOf(set), { manifestPath: manifestOf(set), indexDirectory: indexOf(set) });

/** What reads a history may find its files gone or damaged: that is an answer, with the engine's words. */
export async function reading<T>(set: SetDto, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    shelf.delete(set.id); // an index may have gone missing: the next one that asks has it built again
    throw asRefusal(thrown);
  }
}

function asRefusal(thrown: unknown): unknown {
  if (!(thrown instanceof BackupError)) return thrown;
  return new Refusal(
    thrown.code === "not-a-restore-point" ? "not-found" : "conflict",
    thrown.message,
  );
}
